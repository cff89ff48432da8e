"""Asks the Python SDK's own verifier (PyPI: ask-sdk-webservice-support) about a signed call.

verify.py FOLDER: the folder holds chain.pem, root.pem, url, signature and body.
Exit status 0: believed; 1: refused; 77: the package is not here, or does not work here.
"""
import pathlib
import sys

try:
    import certvalidator
    from ask_sdk_webservice_support import verifier
except Exception as missing:  # oscrypto does not know every OpenSSL, and says so with its own errors
    print(missing)
    sys.exit(77)

folder = pathlib.Path(sys.argv[1])
root = (folder / "root.pem").read_bytes()
url = (folder / "url").read_text()


def trusting(end, others):
    context = certvalidator.ValidationContext(trust_roots=[root])
    return certvalidator.CertificateValidator(end, others, validation_context=context)


verifier.CertificateValidator = trusting
asked = verifier.RequestVerifier()
asked._cert_cache[url] = (folder / "chain.pem").read_bytes()
headers = {
    "SignatureCertChainUrl": url,
    "Signature-256": (folder / "signature").read_text(),
}
try:
    asked.verify(headers, (folder / "body").read_text(encoding="utf-8"), None)
except verifier.VerificationException as refused:
    print(repr(refused))
    sys.exit(1)

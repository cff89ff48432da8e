//! What may appear of a call in a line of a log.

use url::Url;

/// An address without credentials, query and fragment, which may carry tokens.
pub fn address(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) => format!("{}://{}{}", url.scheme(), host(&url), url.path()),
        Err(_) => "(not a URL)".to_owned(),
    }
}

/// Who is called.
pub fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("(no host)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_queries_and_fragments_never_show() {
        let shown = address("https://user:secret@bank.example/accounts?token=secret#secret");
        assert_eq!(shown, "https://bank.example/accounts");
        assert_eq!(address("secret"), "(not a URL)");
    }
}

// Asks npm's alexa-verifier about a signed call.
//
// verify.mjs FOLDER: the folder holds chain.pem, url, signature and body.
// Exit status 0: believed; 1: refused; 77: the package is not installed.
import fs from 'node:fs'
import https from 'node:https'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'

const folder = process.argv[2]
const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8')
https.get = (_url, answer) => {
  answer(Object.assign(Readable.from([read('chain.pem')]), { statusCode: 200 }))
  return { on: () => undefined }
}
let verifier
try {
  // Like NODE_PATH, which modules of this kind do not heed.
  const found = createRequire(import.meta.url).resolve('alexa-verifier')
  verifier = (await import(pathToFileURL(found))).default
} catch (missing) {
  console.log(missing.message)
  process.exit(77)
}
verifier(read('url'), read('signature'), read('body')).catch((refused) => {
  console.log(refused)
  process.exit(1)
})

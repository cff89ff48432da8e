//! The floor: the least that any server must do for a signed call.
//!
//! One RSA-SHA256 verification with a key parsed once, one Redis read, one Redis write, a constant
//! answer. It decides nothing and reads nothing of the body; whatever Banter costs beyond this is
//! Banter's own. `./x bench` runs both under the same load.
//!
//! Usage: `floor BIND REDIS_URL PUBLIC_KEY_DER`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring tool: it stops at the first thing that is wrong"
)]

use std::sync::Arc;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::Engine as _;
use redis::aio::MultiplexedConnection;

const ANSWER: &str = r#"{"version":"1.0","response":{"outputSpeech":{"type":"SSML","ssml":"<speak>Your current account has 1,234 euros and 56 cents.</speak>"},"shouldEndSession":true}}"#;

struct Worker {
    key: Arc<ParsedPublicKey>,
    redis: MultiplexedConnection,
}

async fn answer(request: HttpRequest, body: web::Bytes, worker: web::Data<Worker>) -> HttpResponse {
    let Some(signature) = request.headers().get("signature-256") else {
        return HttpResponse::BadRequest().finish();
    };
    let mut bytes = [0_u8; 512];
    let Ok(length) =
        base64::engine::general_purpose::STANDARD.decode_slice(signature.as_bytes(), &mut bytes)
    else {
        return HttpResponse::BadRequest().finish();
    };
    if worker.key.verify_sig(&body, bytes.get(..length).unwrap()).is_err() {
        return HttpResponse::BadRequest().finish();
    }
    let mut redis = worker.redis.clone();
    let _: Option<Vec<u8>> = redis::cmd("GET").arg("floor").query_async(&mut redis).await.unwrap();
    let value = body.get(..body.len().min(512)).unwrap();
    let () = redis::cmd("SET").arg("floor").arg(value).query_async(&mut redis).await.unwrap();
    HttpResponse::Ok().content_type("application/json;charset=UTF-8").body(ANSWER)
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [bind, redis_url, key] = arguments.as_slice() else {
        println!("usage: floor BIND REDIS_URL PUBLIC_KEY_DER");
        return Ok(());
    };
    let der = std::fs::read(key)?;
    let key = Arc::new(ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der).unwrap());
    let client = redis::Client::open(redis_url.as_str()).unwrap();
    HttpServer::new(move || {
        let (client, key) = (client.clone(), key.clone());
        App::new()
            .data_factory(move || {
                let (client, key) = (client.clone(), key.clone());
                async move {
                    let redis = client.get_multiplexed_async_connection().await.unwrap();
                    Ok::<_, ()>(Worker { key, redis })
                }
            })
            .route("/{bank}/alexa", web::post().to(answer))
    })
    .workers(2)
    .bind(bind)?
    .run()
    .await
}

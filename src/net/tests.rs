use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A server that gives one answer after the other, and the last one for ever.
async fn server(answers: Vec<String>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/chain", listener.local_addr().unwrap());
    let served = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&served);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let at = count.fetch_add(1, Ordering::SeqCst).min(answers.len().saturating_sub(1));
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(answers[at].as_bytes()).await;
        }
    });
    (url, served)
}

fn answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

fn client() -> Client {
    let options = Options { allow_loopback_http: true, max_body_bytes: 1000, ..Options::default() };
    Client::new(options).unwrap()
}

#[tokio::test]
async fn an_overloaded_neighbour_is_asked_again() {
    let (url, served) =
        server(vec![answer("503 Service Unavailable", ""), answer("200 OK", "chain")]).await;
    let got = client().get(&url, &[]).await.unwrap();
    assert_eq!((got.status, got.body.as_slice()), (200, b"chain".as_slice()));
    assert_eq!(served.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_may_change_something_is_sent_once() {
    let (url, served) = server(vec![answer("503 Service Unavailable", "")]).await;
    let request = Request { method: Method::Post, url: &url, headers: &[], body: Some(vec![]) };
    assert_eq!(client().send(request).await.unwrap().status, 503);
    assert_eq!(served.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let redirect =
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let (url, _) = server(vec![redirect.to_owned()]).await;
    assert_eq!(client().get(&url, &[]).await.unwrap().status, 302);
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_taken_in() {
    let (url, _) = server(vec![answer("200 OK", &"x".repeat(1001))]).await;
    let error = client().get(&url, &[]).await.unwrap_err();
    assert!(matches!(error, NetError::TooLong { limit: 1000, .. }), "{error:?}");
    assert!(!error.never_left());
}

#[tokio::test]
async fn a_neighbour_that_is_not_there_was_never_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    assert!(client().get(&url, &[]).await.unwrap_err().never_left());
}

#[tokio::test]
async fn silence_ends_with_the_timeout_and_may_have_been_heard() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let options = Options {
        allow_loopback_http: true,
        timeout: Duration::from_millis(50),
        ..Options::default()
    };
    let error = Client::new(options).unwrap().get(&url, &[]).await.unwrap_err();
    assert!(matches!(error, NetError::TimedOut { .. }) && !error.never_left(), "{error:?}");
}

#[tokio::test]
async fn addresses_that_are_not_encrypted_are_refused() {
    for url in ["http://bank.example/", "ftp://bank.example/", "https://me:pw@bank.example/", "x"] {
        let error = client().get(url, &[]).await.unwrap_err();
        assert!(matches!(error, NetError::Address { .. }), "{url}: {error:?}");
    }
    let strict = Client::new(Options::default()).unwrap();
    assert!(matches!(
        strict.get("http://127.0.0.1:1/", &[]).await.unwrap_err(),
        NetError::Address { .. }
    ));
}

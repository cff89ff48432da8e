//! Stands between a server and its Redis, and cuts the line at a chosen word.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// Not counting.
const IDLE: i64 = i64::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The word never reaches Redis.
    Before,
    /// Redis did as it was told, and its answer never comes back.
    After,
}

#[derive(Debug)]
pub(super) struct Proxy {
    pub(super) address: String,
    left: Arc<AtomicI64>,
    tripped: Arc<Notify>,
}

impl Proxy {
    pub(super) async fn to(redis: u16, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("redis://{}", listener.local_addr().unwrap());
        let left = Arc::new(AtomicI64::new(IDLE));
        let tripped = Arc::new(Notify::new());
        let line = Line { left: Arc::clone(&left), tripped: Arc::clone(&tripped), cut };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(("127.0.0.1", redis)).await else { continue };
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                tokio::spawn(line.clone().there(from_client, to_server));
                tokio::spawn(line.clone().back(from_server, to_client));
            }
        });
        Self { address, left, tripped }
    }

    /// From now on, the line is dead at the `word`-th thing said to Redis.
    pub(super) fn cut_at(&self, word: i64) {
        self.left.store(word, Ordering::SeqCst);
    }

    pub(super) async fn tripped(&self) {
        self.tripped.notified().await;
    }
}

#[derive(Debug, Clone)]
struct Line {
    left: Arc<AtomicI64>,
    tripped: Arc<Notify>,
    cut: Cut,
}

impl Line {
    fn counting(&self) -> bool {
        self.left.load(Ordering::SeqCst) != IDLE
    }

    async fn there(self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut words = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut words).await {
            if self.counting() {
                let left = self.left.fetch_sub(1, Ordering::SeqCst);
                if left <= 1 {
                    if left == 1 && self.cut == Cut::After {
                        to.write_all(&words[..length]).await.unwrap();
                        // Redis has done it when it answers a question of our own, asked after.
                        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    }
                    self.tripped.notify_one();
                    // Held open: whoever waits at the other end waits until it dies.
                    std::future::pending::<()>().await;
                }
            }
            if to.write_all(&words[..length]).await.is_err() {
                return;
            }
        }
    }

    async fn back(self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut words = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut words).await {
            if self.left.load(Ordering::SeqCst) <= 0 {
                std::future::pending::<()>().await;
            }
            if to.write_all(&words[..length]).await.is_err() {
                return;
            }
        }
    }
}

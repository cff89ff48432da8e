//! The server: actix-web, routes, start, stop. The only room that knows the web framework; it knows
//! every room, and decides nothing that a customer hears.
//!
//! [`House::build`] makes once what is shared; every worker has a [`Desk`] with a connection of its
//! own. A call is bytes ▸ verify ▸ turns ▸ replies ▸ bytes, the same for every front ([`webhook`]).
//! Payments go on in the background for as long as the server runs.

mod desk;
mod error;
mod health;
mod house;
mod limit;
mod log;
mod metrics;
mod middleware;
mod routes;
mod sandbox;
pub mod simulator;
mod webhook;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use tokio::sync::watch;

pub use desk::Desk;
pub use error::CallError;
pub use house::{CannotStart, House, HouseBank};
pub use log::start as start_log;
pub use simulator::Simulator;

use crate::config::Settings;
use crate::domain::clock::{Clock, SystemClock};
use crate::transfers::worker;

/// How far the sandbox bank may be behind what another server did.
const CATCH_UP_EVERY: Duration = Duration::from_millis(100);

/// A server that listens and has not begun to answer.
#[derive(Debug)]
pub struct Application {
    pub house: Arc<House>,
    address: SocketAddr,
    listener: TcpListener,
}

/// Puts everything together and listens. All that is wrong is told in one error.
pub async fn build(settings: Settings) -> Result<Application, CannotStart> {
    build_with(settings, Arc::new(SystemClock)).await
}

/// With a clock of one's own, for tests.
pub async fn build_with(
    settings: Settings,
    clock: Arc<dyn Clock>,
) -> Result<Application, CannotStart> {
    let bind = settings.server.bind.clone();
    let house = Arc::new(House::build(settings, clock).await?);
    let listener = TcpListener::bind(&bind)
        .map_err(|error| CannotStart(vec![format!("server.bind: {bind}: {}", error.kind())]))?;
    let address = listener
        .local_addr()
        .map_err(|error| CannotStart(vec![format!("server.bind: {}", error.kind())]))?;
    Ok(Application { house, address, listener })
}

impl Application {
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until it is told to stop, by a signal or by the handle; then lets calls that have
    /// begun come to their end, within the limit.
    pub async fn run(self) -> std::io::Result<()> {
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(Arc::clone(&self.house.sandbox).run(CATCH_UP_EVERY, stopped.clone()));
        let background = tokio::spawn(worker::run(self.house.transfers(), stopped));
        let limit = Duration::from_millis(self.house.settings.server.shutdown_within_ms);
        let (house, simulator) = (Arc::clone(&self.house), Data::new(Simulator::default()));
        let server = self.serve(simulator.clone())?;
        if house.is_development() {
            // Beside the first calls, not before them.
            tokio::task::spawn_blocking(move || simulator.warm_up(&house));
        }
        let served = server.await;
        // Nobody listens only if the background is gone already.
        let _ = stop.send(true);
        if tokio::time::timeout(limit, background).await.is_err() {
            tracing::warn!("stopped while a payment was being looked after; its lease will end");
        }
        served
    }

    /// Runs in the background; the handle stops it.
    pub fn spawn(self) -> std::io::Result<Running> {
        let (stop, stopped) = watch::channel(false);
        let transfers = self.house.transfers();
        let house = Arc::clone(&self.house);
        let address = self.address;
        let server = self.serve(Data::new(Simulator::default()))?;
        let handle = server.handle();
        tokio::spawn(Arc::clone(&house.sandbox).run(CATCH_UP_EVERY, stopped.clone()));
        tokio::spawn(worker::run(transfers, stopped));
        tokio::spawn(server);
        Ok(Running { house, address, handle, stop })
    }

    fn serve(self, simulator: Data<Simulator>) -> std::io::Result<Server> {
        let Self { house, address: _, listener } = self;
        let settings = house.settings.server.clone();
        let development = house.is_development();
        let server = HttpServer::new(move || {
            let app = App::new()
                .wrap(from_fn(middleware::request_id))
                .app_data(Data::new(house.desk()))
                .app_data(middleware::body_limit(settings.body_limit_bytes))
                .app_data(middleware::json())
                .configure(routes::operations);
            let app = if development {
                app.app_data(simulator.clone()).configure(routes::development)
            } else {
                app
            };
            app.configure(routes::fronts)
        })
        .client_request_timeout(head_within(development))
        .shutdown_timeout(settings.shutdown_within_ms.div_ceil(1000));
        let server = if settings.workers == 0 { server } else { server.workers(settings.workers) };
        Ok(server.listen(listener)?.run())
    }
}

/// How long a connection may wait with its first words. Browsers open some ahead of need and would
/// find a 408 on them, so in development there is no limit; elsewhere a proxy stands in front.
const fn head_within(development: bool) -> Duration {
    if development { Duration::ZERO } else { Duration::from_secs(5) }
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    pub house: Arc<House>,
    pub address: SocketAddr,
    handle: ServerHandle,
    stop: watch::Sender<bool>,
}

impl Running {
    /// Lets calls that have begun come to their end.
    pub async fn stop(self) {
        // Nobody listens only if the background is gone already.
        let _ = self.stop.send(true);
        self.handle.stop(true).await;
    }
}

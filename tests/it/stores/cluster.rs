//! A real cluster of three, on this machine: whatever one script touches lies in one slot there,
//! or the cluster refuses it.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use banter::contracts::bank::Access;
use banter::contracts::token::LinkedTokens;
use banter::domain::turn::TurnId;
use banter::stores::{KeyRing, RedisStores};
use secrecy::SecretString;

use super::given::{
    alexa, bank, caps, confirmed_by, conversation, customer, entry, euros, now, origin, session,
    user,
};
use super::house::{client, limits};
use super::redis_server::RedisServer;

async fn three() -> (Vec<RedisServer>, String) {
    let options = ["--cluster-enabled", "yes", "--appendonly", "yes"];
    let nodes: Vec<RedisServer> = (0..3).map(|_| RedisServer::start_with(&options)).collect();
    let hosts: Vec<String> =
        nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
    let created = Command::new("redis-cli")
        .args(["--cluster", "create"])
        .args(&hosts)
        .args(["--cluster-replicas", "0", "--cluster-yes"])
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(created.success());
    let deadline = Instant::now() + Duration::from_secs(60);
    for node in &nodes {
        let mut redis = client(&node.address()).await;
        loop {
            let mut info = redis::cmd("CLUSTER");
            let info: String = info.arg("INFO").query_async(&mut redis).await.unwrap();
            if info.contains("cluster_state:ok") {
                break;
            }
            assert!(Instant::now() < deadline, "the cluster never agreed");
            tokio::task::yield_now().await;
        }
    }
    (nodes, format!("redis+cluster://{}", hosts.join(",")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_keeps_what_one_server_keeps() {
    let (_nodes, address) = three().await;
    let ring = KeyRing::random().unwrap();
    let stores = RedisStores::connect(&address, &ring, limits()).unwrap();
    stores.ping().await.unwrap();
    stores.ensure_durable().await.unwrap();
    let minute = Duration::from_secs(60);
    for number in 0..12 {
        let name = format!("customer-{number}");
        let key = conversation(&name, "1");
        stores.sessions.save(&key, &session(0, "state"), &[entry(&name, 1)]).await.unwrap();
        assert_eq!(stores.sessions.load(&key).await.unwrap(), session(1, "state"));
        let entries = stores.ledger.entries(&bank(), &customer(&name), 9).await.unwrap();
        assert_eq!(entries, [entry(&name, 1)]);
        assert_eq!(stores.ledger.forget(&bank(), &alexa(), &user(&name)).await.unwrap(), 2);

        let token = SecretString::from(name.as_str());
        let access = Access { customer: customer(&name), bearer: None };
        let tokens = LinkedTokens { access, scopes: Vec::new() };
        stores.vault.link(&bank(), &token, &tokens).await.unwrap();
        assert!(stores.vault.resolve(&bank(), &token).await.unwrap().is_some());
        assert_eq!(stores.vault.unlink(&bank(), &customer(&name)).await.unwrap(), 1);

        let turn = TurnId::parse(&name).unwrap();
        assert!(stores.once.claim(&bank(), &alexa(), &turn, minute).await.unwrap());
        assert!(!stores.once.claim(&bank(), &alexa(), &turn, minute).await.unwrap());

        let yes = confirmed_by(&name, "n1", euros(100), now());
        stores.transfers.record(&yes, &origin(), &caps()).await.unwrap();
        let found = stores.transfers.of_customer(&bank(), &customer(&name), now()).await.unwrap();
        stores.transfers.update(&found[0]).await.unwrap();
    }
    let leases = stores.transfers.lease_due(now(), minute, 100).await.unwrap();
    assert_eq!(leases.len(), 12);
    for lease in &leases {
        stores.transfers.release(lease).await.unwrap();
    }
    assert_eq!(stores.transfers.lease_due(now(), minute, 100).await.unwrap().len(), 12);
}

//! `./x bench`: a signed balance question, Banter against the floor server, in one run.
//!
//! Both servers get the same signed calls over the same number of connections, in turns, so that a
//! machine that drifts drifts for both. What counts is the server's own CPU time per request, read
//! from the operating system's accounting; throughput and latency are what one machine can show
//! that also makes the load.
//!
//! Usage: `./x bench [--seconds N] [--rounds N]`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    reason = "a measuring tool: it stops at the first thing that is wrong"
)]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use banter::domain::clock::{Clock as _, SystemClock};
use banter::domain::locale::Locale;
use banter::platforms::alexa::device::{Device, Setup};
use banter::platforms::alexa::forge::Forge;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CONNECTIONS: [usize; 2] = [16, 64];
/// Different calls on each connection, all of one conversation.
const CALLS_EACH: usize = 4;

struct Server {
    name: &'static str,
    process: Child,
    port: u16,
}

#[derive(Clone, Copy, Default)]
struct Figures {
    per_second: f64,
    cpu_us: f64,
    p50_us: f64,
    p99_us: f64,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn main() {
    let mut seconds = 5_u64;
    let mut rounds = 3_usize;
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    for pair in arguments.chunks(2) {
        match (pair[0].as_str(), pair.get(1).and_then(|value| value.parse::<u64>().ok())) {
            ("--seconds", Some(value)) => seconds = value,
            ("--rounds", Some(value)) => rounds = usize::try_from(value).unwrap(),
            _ => panic!("usage: ./x bench [--seconds N] [--rounds N]"),
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure(Duration::from_secs(seconds), rounds));
}

async fn measure(span: Duration, rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    let redis = start_redis(folder.path());
    let forge = Forge::new(SystemClock.now()).unwrap();
    let (floor, banter, first_answer) = start_servers(folder.path(), &forge, redis.port).await;
    let idle_kb = resident_kb(banter.process.id());

    println!(
        "first answer after exec: {first_answer:.0?}; idle memory: {:.1} MB; binary: {:.1} MB\n",
        idle_kb as f64 / 1024.0,
        size_of_binary() / 1e6
    );
    println!("conns  server   req/s    CPU µs/req   p50 µs   p99 µs");
    for connections in CONNECTIONS {
        let mut all = [Vec::new(), Vec::new()];
        for _ in 0..rounds {
            for (which, server) in [&floor, &banter].into_iter().enumerate() {
                let calls = signed_calls(&forge, connections);
                load(server, &calls, Duration::from_millis(500)).await;
                all[which].push(load(server, &calls, span).await);
            }
        }
        let [floor_at, banter_at] = all.map(|figures| median(&figures));
        for (server, at) in [(&floor, floor_at), (&banter, banter_at)] {
            println!(
                "{connections:>5}  {:<7} {:>6.0} {:>13.1} {:>8.0} {:>8.0}",
                server.name, at.per_second, at.cpu_us, at.p50_us, at.p99_us
            );
        }
        println!(
            "       ratio   {:>6.2} {:>13.2} {:>8.2} {:>8.2}\n",
            banter_at.per_second / floor_at.per_second,
            banter_at.cpu_us / floor_at.cpu_us,
            banter_at.p50_us / floor_at.p50_us,
            banter_at.p99_us / floor_at.p99_us
        );
    }
    println!(
        "aim: CPU at most 1.40, req/s at least 0.80, p99 under 2.00; idle under 30 MB; first answer under 100 ms; binary under 25 MB"
    );
}

async fn start_servers(folder: &Path, forge: &Forge, redis: u16) -> (Server, Server, Duration) {
    let redis_url = format!("redis://127.0.0.1:{redis}");
    let key = folder.join("key.der");
    std::fs::write(&key, forge.public_key()).unwrap();
    let port = free_port();
    let process = Command::new(beside_this("floor"))
        .args([&format!("127.0.0.1:{port}"), &redis_url, &key.display().to_string()])
        .spawn()
        .expect("the floor server is built by `cargo bench`");
    let floor = Server { name: "floor", process, port };
    answers(&floor, "/").await;

    let (root, chain) = (folder.join("root.pem"), folder.join("chain.pem"));
    std::fs::write(&root, forge.root_pem()).unwrap();
    std::fs::write(&chain, forge.chain_pem()).unwrap();
    let port = free_port();
    let settings = format!(
        "[server]\nbind = \"127.0.0.1:{port}\"\nworkers = 2\ncalls_per_minute = 0\n\
         [store]\nredis_url = \"{redis_url}\"\n[log]\nlevel = \"warn\"\n\
         [banks.demo.platforms.alexa]\ntrusted_roots = [\"{}\"]\n\
         certificate_files = {{ \"{}\" = \"{}\" }}\n",
        root.display(),
        forge.url(),
        chain.display()
    );
    let file = folder.join("banter.toml");
    std::fs::write(&file, settings).unwrap();
    let started = Instant::now();
    let process = Command::new(release_binary())
        .args(["serve", "--config", &file.display().to_string()])
        .stdout(Stdio::null())
        .spawn()
        .expect("./x bench builds the release binary first");
    let banter = Server { name: "banter", process, port };
    answers(&banter, "/health/live").await;
    let first_answer = started.elapsed();
    (floor, banter, first_answer)
}

/// The calls of each connection: whole HTTP requests, signed now.
fn signed_calls(forge: &Forge, connections: usize) -> Vec<Vec<Vec<u8>>> {
    let locale = Locale::EN_GB;
    let calls = |_| {
        let mut device = Device::new(Setup::at_home(locale, Some("sandbox:mia")));
        let at = SystemClock.now();
        // A conversation that is under way: the session is there to be loaded.
        let _opened = device.launch(at);
        let answer = br#"{"version":"1.0","response":{"shouldEndSession":false}}"#;
        device.hear(200, answer).unwrap();
        (0..CALLS_EACH)
            .map(|_| {
                let body = device.intend("GetBalance", &[], at);
                http(forge, &body)
            })
            .collect()
    };
    (0..connections).map(calls).collect()
}

fn http(forge: &Forge, body: &[u8]) -> Vec<u8> {
    let mut head = String::from("POST /demo/alexa HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in forge.sign(body).unwrap() {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

async fn load(server: &Server, calls: &[Vec<Vec<u8>>], span: Duration) -> Figures {
    let cpu_before = cpu(server.process.id());
    let began = Instant::now();
    let tasks: Vec<_> = calls
        .iter()
        .cloned()
        .map(|calls| tokio::spawn(connection(server.port, calls, began + span)))
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    let took = began.elapsed().as_secs_f64();
    let used = cpu(server.process.id()) - cpu_before;
    latencies.sort_unstable();
    let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize] as f64;
    let count = latencies.len() as f64;
    Figures {
        per_second: count / took,
        cpu_us: used * 1e6 / count,
        p50_us: at(0.5),
        p99_us: at(0.99),
    }
}

async fn connection(port: u16, calls: Vec<Vec<u8>>, until: Instant) -> Vec<u32> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut latencies = Vec::with_capacity(1 << 14);
    let mut buffer = vec![0_u8; 64 * 1024];
    for call in calls.iter().cycle() {
        let sent = Instant::now();
        if sent >= until {
            break;
        }
        stream.write_all(call).await.unwrap();
        read_answer(&mut stream, &mut buffer).await;
        latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap());
    }
    latencies
}

async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) {
    let mut have = 0;
    loop {
        let read = stream.read(&mut buffer[have..]).await.unwrap();
        assert!(read > 0, "the server closed the connection");
        have += read;
        let text = &buffer[..have];
        let Some(end) = text.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&text[..end]).unwrap();
        let shown = String::from_utf8_lossy(text);
        assert!(head.starts_with("HTTP/1.1 200"), "not 200: {shown}");
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned)
            })
            .and_then(|length| length.trim().parse::<usize>().ok())
            .expect("an answer has a length");
        if have >= end + 4 + length {
            return;
        }
    }
}

fn median(figures: &[Figures]) -> Figures {
    let middle = |value: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = figures.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Figures {
        per_second: middle(|at| at.per_second),
        cpu_us: middle(|at| at.cpu_us),
        p50_us: middle(|at| at.p50_us),
        p99_us: middle(|at| at.p99_us),
    }
}

/// Seconds of CPU that a process has used, all its threads together (proc(5), fields 14 and 15).
fn cpu(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    // USER_HZ is 100 on every Linux that this runs on.
    ticks / 100.0
}

fn resident_kb(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn start_redis(folder: &Path) -> Server {
    let port = free_port();
    let process = Command::new("redis-server")
        .args([
            "--port",
            &port.to_string(),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ])
        .arg("--dir")
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is installed by ./x bench");
    let server = Server { name: "redis", process, port };
    let until = Instant::now() + Duration::from_secs(5);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "redis-server does not answer");
        std::thread::yield_now();
    }
    server
}

async fn answers(server: &Server, path: &str) {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        if let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", server.port)) {
            let call = format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n");
            let mut answer = String::new();
            let sent = std::io::Write::write_all(&mut stream, call.as_bytes());
            if sent.is_ok()
                && stream.read_to_string(&mut answer).is_ok()
                && answer.starts_with("HTTP/1")
            {
                return;
            }
        }
        assert!(Instant::now() < until, "{} does not answer", server.name);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn target_folder() -> PathBuf {
    // target/release/deps/turn-… stands two folders below.
    std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned()
}

fn release_binary() -> PathBuf {
    target_folder().join("banter")
}

fn size_of_binary() -> f64 {
    std::fs::metadata(release_binary()).unwrap().len() as f64
}

/// The newest build of another bench.
fn beside_this(name: &str) -> PathBuf {
    let deps = target_folder().join("deps");
    let built = std::fs::read_dir(deps).unwrap().filter_map(Result::ok).map(|entry| entry.path());
    let fits = |path: &PathBuf| {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file.strip_prefix(name).is_some_and(|rest| rest.starts_with('-')) && !file.contains('.')
    };
    built
        .filter(fits)
        .max_by_key(|path| std::fs::metadata(path).and_then(|about| about.modified()).unwrap())
        .expect("the floor server is built by ./x bench")
}

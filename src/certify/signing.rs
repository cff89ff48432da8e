//! The test chains that calls are signed with: kept in a folder, or lent by a development server
//! of this house on the same machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::{Host, Url};

use crate::net::{Client, NetError, Options};
use crate::platforms::alexa::certification::Lenient;
use crate::platforms::alexa::forge::{BadKit, ForgeError, Kit};

/// Chains, and what the server said about itself with them.
#[derive(Debug)]
pub struct Signing {
    pub kit: Kit,
    /// The skill that the server is configured for, if it said so.
    pub skill_id: Option<String>,
    pub lenient: Lenient,
    /// Whether a development server of this house lent them.
    pub lent: bool,
}

/// Why there is nothing to sign with.
#[derive(Debug, thiserror::Error)]
pub enum NoSigning {
    #[error(
        "{url} is not on this machine, so it must be told what to trust: make a chain with \
         --new-chain DIR, configure the endpoint with it, and pass --chain DIR"
    )]
    NotLoopback { url: String },
    #[error(
        "{origin} lends no test chain; a development server of banter does, any other endpoint \
         must be told what to trust: --new-chain DIR, then --chain DIR"
    )]
    NotLent { origin: String },
    #[error("{origin} cannot be asked for its test chain")]
    Unreachable {
        origin: String,
        #[source]
        source: NetError,
    },
    #[error("{} cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{} cannot be written", path.display())]
    Unwritable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the chain cannot be used")]
    Kit(#[source] BadKit),
    #[error("a chain cannot be made")]
    Forge(#[source] ForgeError),
}

#[derive(Deserialize)]
struct Lent {
    files: BTreeMap<String, String>,
    skill_ids: Vec<String>,
    takes_unsigned_calls: bool,
}

impl Signing {
    /// From a folder that [`write`](Self::write) filled.
    pub fn read(folder: &Path) -> Result<Self, NoSigning> {
        let mut files = BTreeMap::new();
        for (below, prefix) in [("", ""), ("flawed", "flawed/")] {
            let folder = folder.join(below);
            if below.is_empty() || folder.is_dir() {
                read_into(&mut files, &folder, prefix)?;
            }
        }
        let kit = Kit::from_files(files).map_err(NoSigning::Kit)?;
        Ok(Self { kit, skill_id: None, lenient: Lenient::default(), lent: false })
    }

    /// Puts a kit into a folder; the key is for its owner alone.
    pub fn write(kit: &Kit, folder: &Path) -> Result<(), NoSigning> {
        for (name, text) in kit.files() {
            let path = folder.join(name);
            let unwritable = |path: &Path| {
                let path = path.to_owned();
                move |source| NoSigning::Unwritable { path, source }
            };
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(unwritable(folder))?;
            }
            std::fs::write(&path, text).map_err(unwritable(&path))?;
            #[cfg(unix)]
            if name == "key.pem" {
                use std::os::unix::fs::PermissionsExt;
                let owner = std::fs::Permissions::from_mode(0o600);
                std::fs::set_permissions(&path, owner).map_err(unwritable(&path))?;
            }
        }
        Ok(())
    }

    /// Asks the development server that is behind an address on this machine.
    pub async fn borrow(url: &Url) -> Result<Self, NoSigning> {
        if !is_loopback(url) {
            return Err(NoSigning::NotLoopback { url: url.to_string() });
        }
        let origin = url.origin().ascii_serialization();
        let bank = url.path_segments().and_then(|mut path| path.next()).unwrap_or_default();
        let unreachable = |source| NoSigning::Unreachable { origin: origin.clone(), source };
        let options = Options { allow_loopback_http: true, ..Options::default() };
        let client = Client::new(options).map_err(unreachable)?;
        let address = format!("{origin}/simulator/signing?bank={bank}");
        let answer = client.get(&address, &[]).await.map_err(unreachable)?;
        let lent = (answer.status == 200).then(|| serde_json::from_slice::<Lent>(&answer.body));
        let Some(Ok(lent)) = lent else { return Err(NoSigning::NotLent { origin }) };
        Ok(Self {
            kit: Kit::from_files(lent.files).map_err(NoSigning::Kit)?,
            lenient: Lenient {
                unsigned_calls: lent.takes_unsigned_calls,
                any_skill: lent.skill_ids.is_empty(),
            },
            skill_id: lent.skill_ids.into_iter().next(),
            lent: true,
        })
    }
}

fn read_into(
    files: &mut BTreeMap<String, String>,
    folder: &Path,
    prefix: &str,
) -> Result<(), NoSigning> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| NoSigning::Unreadable { path, source }
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_file() && name.ends_with(".pem") {
            let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
            files.insert(format!("{prefix}{name}"), text);
        }
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

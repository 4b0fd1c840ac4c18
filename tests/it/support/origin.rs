//! A small scripted web server on loopback.
//!
//! It speaks HTTP/1.1 in plain bytes, so that it can also lie, drip, break off and send bombs, and
//! it records what it was asked. It runs on a thread of its own and ends when it is dropped.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use url::Url;

/// A request as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// `GET`, …
    pub(crate) method: String,
    /// As in the request line: path and query, or a whole address when asked as a proxy.
    pub(crate) target: String,
    /// Names in lower case, values byte for byte (a byte is a char).
    pub(crate) headers: Vec<(String, String)>,
}

impl Request {
    /// The only value of a header; `None` where there is none.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert_eq!(values.next(), None, "{name} was sent twice");
        value
    }

    /// The target without its query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    fn parse(head: &[u8]) -> Self {
        let text: String = head.iter().map(|byte| char::from(*byte)).collect();
        let mut lines = text.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
        Self {
            method: words.next().unwrap_or_default(),
            target: words.next().unwrap_or_default(),
            headers: headers.collect(),
        }
    }
}

/// What the server does with one request.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    delay: Duration,
    head: Head,
    body: Vec<u8>,
    ending: Ending,
}

#[derive(Debug, Clone)]
enum Head {
    Made {
        status: u16,
        headers: Vec<(String, String)>,
    },
    /// The body is all there is.
    Raw,
}

#[derive(Debug, Clone)]
enum Ending {
    KeepAlive,
    Close,
    /// Nothing more comes, and the connection stays open.
    Hang,
    /// The connection is torn down, without a goodbye.
    Reset,
    /// These bytes come again and again, so far apart.
    Repeat(Vec<u8>, Duration),
}

impl Reply {
    /// An answer with a status and an empty body.
    pub(crate) fn status(status: u16) -> Self {
        let head = Head::Made { status, headers: Vec::new() };
        Self { delay: Duration::ZERO, head, body: Vec::new(), ending: Ending::KeepAlive }
    }

    /// 200 with a body.
    pub(crate) fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::status(200).body(body)
    }

    /// A redirect.
    pub(crate) fn redirect(status: u16, location: impl AsRef<str>) -> Self {
        Self::status(status).header("Location", location)
    }

    /// These bytes and nothing else; then the connection is closed.
    pub(crate) fn raw(bytes: impl AsRef<[u8]>) -> Self {
        let mut reply = Self::ok(bytes);
        reply.head = Head::Raw;
        reply.close()
    }

    /// Adds a header; a char is a byte. `Content-Length` is added by itself where there is
    /// neither that nor `Transfer-Encoding`.
    pub(crate) fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        if let Head::Made { headers, .. } = &mut self.head {
            headers.push((name.to_owned(), value.as_ref().to_owned()));
        }
        self
    }

    /// Sets the body.
    pub(crate) fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    /// Waits before it answers.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Closes the connection after the body, however long it was said to be.
    pub(crate) fn close(mut self) -> Self {
        self.ending = Ending::Close;
        self
    }

    /// Sends nothing more after the body, and keeps the connection.
    pub(crate) fn hang(mut self) -> Self {
        self.ending = Ending::Hang;
        self
    }

    /// Tears the connection down after the body.
    pub(crate) fn reset(mut self) -> Self {
        self.ending = Ending::Reset;
        self
    }

    /// Repeats these bytes for ever after the body.
    pub(crate) fn repeat(mut self, bytes: impl AsRef<[u8]>, every: Duration) -> Self {
        self.ending = Ending::Repeat(bytes.as_ref().to_vec(), every);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let Head::Made { status, headers } = &self.head else { return self.body.clone() };
        let mut head = format!("HTTP/1.1 {status} Status\r\n");
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        let says_length = |name: &str| {
            ["content-length", "transfer-encoding"].contains(&name.to_lowercase().as_str())
        };
        let endless = matches!(self.ending, Ending::Repeat(..)) || *status == 304 || *status == 204;
        if !endless && !headers.iter().any(|(name, _)| says_length(name)) {
            head.extend(["Content-Length: ", &self.body.len().to_string(), "\r\n"]);
        }
        head.push_str("\r\n");
        let mut bytes: Vec<u8> =
            head.chars().map(|c| u8::try_from(c).expect("headers hold bytes")).collect();
        bytes.extend(&self.body);
        bytes
    }
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

/// What is known of the server from outside.
#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    in_flight: AtomicUsize,
    peak: AtomicUsize,
}

/// The server.
pub(crate) struct Origin {
    address: SocketAddr,
    seen: Arc<Seen>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Origin {
    /// Starts a server on a free port of 127.0.0.1.
    pub(crate) fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at(Ipv4Addr::LOCALHOST, handler)
    }

    /// Starts a server on a free port of another address of loopback: a host of its own.
    pub(crate) fn start_at(
        ip: Ipv4Addr,
        handler: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = std::net::TcpListener::bind((ip, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a listener that does not block");
        let address = listener.local_addr().expect("a bound listener");
        let seen = Arc::new(Seen::default());
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listener, Arc::new(handler), Arc::clone(&seen));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                tokio::select! {
                    () = serving => {}
                    _ = stopped => {}
                }
            });
        });
        Self { address, seen, stop: Some(stop), thread: Some(thread) }
    }

    /// A server that gives every request the same answer.
    pub(crate) fn always(reply: Reply) -> Self {
        Self::start(move |_| reply.clone())
    }

    /// The address of a path (with query) on this server.
    pub(crate) fn url(&self, path: &str) -> Url {
        self.url_as(&self.ip().to_string(), path)
    }

    /// The same, with the host spelled differently.
    pub(crate) fn url_as(&self, host: &str, path: &str) -> Url {
        let url = format!("http://{host}:{}{path}", self.port());
        url.parse().expect("a path that starts with a slash")
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The IP address.
    pub(crate) fn ip(&self) -> IpAddr {
        self.address.ip()
    }

    /// The requests so far, in order of arrival.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.requests.lock().expect("no panic in the server").clone()
    }

    /// The only request so far.
    #[track_caller]
    pub(crate) fn request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.remove(0)
    }

    /// How many connections were made so far.
    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// The most requests that were in flight at one time.
    pub(crate) fn peak(&self) -> usize {
        self.seen.peak.load(Ordering::SeqCst)
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.expect("no panic in the server");
            }
        }
    }
}

async fn serve(listener: std::net::TcpListener, handler: Arc<Handler>, seen: Arc<Seen>) {
    let listener = TcpListener::from_std(listener).expect("a listener");
    while let Ok((stream, _)) = listener.accept().await {
        seen.connections.fetch_add(1, Ordering::SeqCst);
        let (handler, seen) = (Arc::clone(&handler), Arc::clone(&seen));
        tokio::spawn(async move {
            // The client may go at any time; that is its right.
            let _ = converse(stream, &*handler, &seen).await;
        });
    }
}

async fn converse(mut stream: TcpStream, handler: &Handler, seen: &Seen) -> io::Result<()> {
    let mut unread = Vec::new();
    while let Some(head) = read_head(&mut stream, &mut unread).await? {
        let request = Request::parse(&head);
        pass_over_body(&request, &mut stream, &mut unread).await?;
        let now = seen.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        seen.peak.fetch_max(now, Ordering::SeqCst);
        let reply = handler(&request);
        seen.requests.lock().expect("no panic in the server").push(request);
        if !reply.delay.is_zero() {
            tokio::time::sleep(reply.delay).await;
        }
        // Before the last byte: the client may send the next request as soon as it has that.
        seen.in_flight.fetch_sub(1, Ordering::SeqCst);
        stream.write_all(&reply.bytes()).await?;
        match reply.ending {
            Ending::KeepAlive => {}
            Ending::Close => return Ok(()),
            Ending::Reset => return stream.set_zero_linger(),
            Ending::Hang => wait_for_goodbye(&mut stream).await?,
            Ending::Repeat(bytes, every) => loop {
                stream.write_all(&bytes).await?;
                tokio::time::sleep(every).await;
            },
        }
    }
    Ok(())
}

async fn wait_for_goodbye(stream: &mut TcpStream) -> io::Result<()> {
    while stream.read(&mut [0; 1024]).await? > 0 {}
    Ok(())
}

/// Takes in the body of a request, where it has one, so that the next one begins behind it.
async fn pass_over_body(
    request: &Request,
    stream: &mut TcpStream,
    unread: &mut Vec<u8>,
) -> io::Result<()> {
    let length = request.header("content-length").and_then(|length| length.parse().ok());
    let length: usize = length.unwrap_or(0);
    while unread.len() < length {
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await? {
            0 => break,
            count => unread.extend_from_slice(&buffer[..count]),
        }
    }
    unread.drain(..length.min(unread.len()));
    Ok(())
}

/// A request up to its empty line; `None` at the end of the connection.
async fn read_head(stream: &mut TcpStream, unread: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    const END: &[u8] = b"\r\n\r\n";
    loop {
        if let Some(at) = unread.windows(END.len()).position(|bytes| bytes == END) {
            let rest = unread.split_off(at + END.len());
            let mut head = std::mem::replace(unread, rest);
            head.truncate(at);
            return Ok(Some(head));
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await? {
            0 => return Ok(None),
            count => unread.extend_from_slice(&buffer[..count]),
        }
    }
}

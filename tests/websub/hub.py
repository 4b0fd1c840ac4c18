"""A WebSub hub of its own making, for the tests: standard library only.

    python3 hub.py LEASE

Prints its address, and then one line of JSON for everything that happens. It asks back for every
subscription that it is asked for. What it is to deliver stands on its standard input, a line of JSON
each:

    {"method": "sha256", "file": "…"}                   signed as it should be
    {"method": "sha256", "file": "…", "secret": "…"}    signed with another secret
    {"file": "…"}                                       not signed

It ends when its standard input does.
"""

import hashlib
import hmac
import http.server
import json
import secrets
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

lease = sys.argv[1]
subscription = {}


def tell(**what):
    print(json.dumps(what), flush=True)


def ask(url, **request):
    """The status and the text of an answer, whatever it is."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **request)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def ask_back(form):
    challenge = secrets.token_urlsafe(24)
    query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"],
             "hub.challenge": challenge}
    if form["hub.mode"] == "subscribe":
        query["hub.lease_seconds"] = lease
    joint = "&" if "?" in form["hub.callback"] else "?"
    status, text = ask(form["hub.callback"] + joint + urllib.parse.urlencode(query))
    confirmed = status == 200 and text == challenge
    if confirmed and form["hub.mode"] == "subscribe":
        subscription.update(form)
    tell(event="confirmed" if confirmed else "refused", mode=form["hub.mode"], status=status,
         topic=form["hub.topic"], callback=form["hub.callback"],
         secret=len(form.get("hub.secret", "")))


class Hub(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in urllib.parse.parse_qs(body).items()}
        if self.headers["Content-Type"] != "application/x-www-form-urlencoded":
            return self.answer(415)
        self.answer(202)
        threading.Thread(target=ask_back, args=(form,), daemon=True).start()

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def deliver(order):
    with open(order["file"], "rb") as file:
        body = file.read()
    headers = {"Content-Type": "application/rss+xml",
               "Link": f'<{subscription["hub.topic"]}>; rel="self"'}
    if "method" in order:
        secret = order.get("secret", subscription["hub.secret"]).encode()
        signature = hmac.new(secret, body, getattr(hashlib, order["method"])).hexdigest()
        headers["X-Hub-Signature"] = f'{order["method"]}={signature}'
    status, _ = ask(subscription["hub.callback"], data=body, headers=headers, method="POST")
    tell(event="delivered", status=status)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=server.serve_forever, daemon=True).start()
tell(event="started", address=f"http://127.0.0.1:{server.server_port}/hub")
for line in sys.stdin:
    deliver(json.loads(line))

"""A WebSub subscriber of its own making, for the tests: standard library only.

    python3 subscriber.py HUB TOPIC SECRET [refuse]

Asks the hub for the topic, confirms the intent when the hub asks back (or refuses it), and prints
one line of JSON for everything that happens. Ends when its standard input does.
"""

import hashlib
import hmac
import http.server
import json
import sys
import threading
import urllib.parse
import urllib.request

hub, topic, secret = sys.argv[1:4]
refuses = sys.argv[4:] == ["refuse"]


def tell(**what):
    print(json.dumps(what), flush=True)


class Callback(http.server.BaseHTTPRequestHandler):
    deliveries = 0

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        one = {name: values[0] for name, values in query.items()}
        tell(event="asked", id=one.get("id"), mode=one.get("hub.mode"), topic=one.get("hub.topic"),
             lease=int(one.get("hub.lease_seconds", 0)), long=len(one.get("hub.challenge", "")) >= 16)
        if refuses or one.get("hub.topic") != topic:
            return self.answer(404, b"")
        self.answer(200, one["hub.challenge"].encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        method, _, given = self.headers.get("X-Hub-Signature", "").partition("=")
        known = method in hashlib.algorithms_available
        expected = hmac.new(secret.encode(), body, method).hexdigest() if known else ""
        Callback.deliveries += 1
        # The first delivery goes wrong, so that the hub has to try again.
        status = 503 if Callback.deliveries == 1 else 204
        self.answer(status, b"")
        tell(event="delivered", status=status, signed=hmac.compare_digest(given, expected),
             type=self.headers["Content-Type"], link=self.headers["Link"], body=body.decode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Callback)
threading.Thread(target=server.serve_forever, daemon=True).start()


def ask(mode):
    form = urllib.parse.urlencode({
        "hub.mode": mode, "hub.topic": topic, "hub.secret": secret, "hub.lease_seconds": 3600,
        "hub.callback": f"http://127.0.0.1:{server.server_port}/callback?id=7",
    })
    with urllib.request.urlopen(hub, form.encode()) as answer:
        tell(event="answered", mode=mode, status=answer.status)


ask("subscribe")
for line in sys.stdin:
    ask(line.strip())

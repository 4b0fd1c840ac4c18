"""A mail server for the tests, on aiosmtpd, which shares nothing with sangam.

    python3 server.py [implicit|starttls CERTIFICATE KEY] [login USER PASSWORD] [refuse ADDRESS] [later ADDRESS]
                      [from ADDRESS] [guard ADDRESS] [mute]

Prints one line of JSON with its port, then one for every mail that it takes. Ends when its standard
input does.
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

words = iter(sys.argv[1:])
context, login, security, is_mute = None, None, None, False
refused, later, unwelcome, guarded = set(), set(), set(), set()
for word in words:
    if word in ("implicit", "starttls"):
        security = word
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(next(words), next(words))
    elif word == "login":
        login = (next(words).encode(), next(words).encode())
    elif word == "refuse":
        refused.add(next(words))
    elif word == "later":
        later.add(next(words))
    elif word == "from":
        unwelcome.add(next(words))
    elif word == "guard":
        guarded.add(next(words))
    elif word == "mute":
        is_mute = True


def tell(**what):
    print(json.dumps(what), flush=True)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address in unwelcome:
            tell(refused=address)
            return "550 5.7.1 nothing from there"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in refused:
            return "550 5.1.1 no such desk here"
        if address in guarded:
            return "550 5.7.1 not from there"
        if address in later:
            return "452 4.2.2 the desk is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        tell(sender=envelope.mail_from, to=envelope.rcpt_tos, data=envelope.content.decode("ascii"),
             secret=session.ssl is not None or security == "implicit", own=session.host_name,
             known=bool(session.authenticated))
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        if is_mute:
            await asyncio.Event().wait()
        return "221 Bye"


def judge(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == login, handled=False)


def smtp():
    return SMTP(
        Handler(),
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        auth_required=login is not None,
        auth_require_tls=security == "starttls",
        authenticator=judge if login else None,
    )


async def serve():
    loop = asyncio.get_running_loop()
    encrypted = context if security == "implicit" else None
    server = await loop.create_server(smtp, "127.0.0.1", 0, ssl=encrypted)
    tell(port=server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())

"""Mail by SMTP (RFC 5321), a connection for each letter, with TLS unless the address says otherwise.

`MOADON_SMTP_URL`: `smtp://user:password@host:587` begins TLS by STARTTLS and sends nothing without; `smtps://host:465`
speaks TLS from the first byte; `smtp://127.0.0.1:25?tls=off` does without, for a server on this machine.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import formataddr, formatdate, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from moadon.flows.credentials.ports import Mail, NotSent, Unknown

SECONDS = 10
_PORTS = {"smtp": 587, "smtps": 465}
_LASTING = 500


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as `MOADON_SMTP_URL` names it."""

    host: str
    port: int
    user: str
    password: str
    implicit: bool
    tls: bool


class Sender:
    """The channel "email"."""

    def ready(self) -> bool:
        """Whether a server and a sender's address are named."""
        return bool(settings.SMTP_URL and settings.MAIL_FROM)

    def address_of(self, phone: str | None, email: str | None) -> str | None:
        """The e-mail address."""
        return email

    def send(self, mail: Mail) -> None:
        """Hand a letter over. Raises `NotSent` before the server has begun to take it, or when it says no; `Unknown`
        when its answer did not come."""
        try:
            server = server_of(settings.SMTP_URL)
        except ValueError as trouble:
            raise NotSent(str(trouble)) from None
        message = message_of(mail)
        sender = parseaddr(settings.MAIL_FROM)[1]
        try:
            smtp = _connected(server)
        except smtplib.SMTPAuthenticationError as trouble:
            raise NotSent(f"sign-in refused ({trouble.smtp_code})") from None
        except (OSError, smtplib.SMTPException) as trouble:
            raise NotSent(f"no connection ({type(trouble).__name__})") from None
        try:
            _begin(smtp, sender, mail.to)
            _hand_over(smtp, message)
        finally:
            _leave(smtp)


def server_of(url: str) -> Server:
    """The server in `MOADON_SMTP_URL`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("MOADON_SMTP_URL begins with smtp:// or smtps:// and names a host")
    implicit = parts.scheme == "smtps"
    tls = implicit or parse_qs(parts.query).get("tls") != ["off"]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, parts.port or _PORTS[parts.scheme], user, password, implicit, tls)


def message_of(mail: Mail) -> bytes:
    """The letter as it goes over the wire: the club's name before the sender's address, marked as sent by itself."""
    message = EmailMessage(policy=WIRE)
    message["From"] = formataddr((_line(mail.sender_name), parseaddr(settings.MAIL_FROM)[1]))
    message["To"] = mail.to
    message["Subject"] = _line(mail.subject)
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mail.key}@{parseaddr(settings.MAIL_FROM)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    # Setting the content takes away what was said of it before.
    message.set_content(mail.body, cte="base64")
    message["Content-Language"] = mail.language
    for one in mail.enclosed:
        told = {"charset": "utf-8"}
        message.add_attachment(one.text.encode(), maintype="text", subtype="plain", filename=one.name, params=told)
    return message.as_bytes()


def _line(text: str) -> str:
    """A text that cannot begin another header."""
    return " ".join(text.split())


def _connected(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.implicit:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.tls and not server.implicit:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _leave(smtp: smtplib.SMTP) -> None:
    """Say good-bye; what the server answers to that changes nothing."""
    try:
        smtp.docmd("QUIT")
    except (OSError, smtplib.SMTPException):
        pass
    finally:
        smtp.close()


def _begin(smtp: smtplib.SMTP, sender: str, to: str) -> None:
    try:
        for code, _ in (smtp.mail(sender), smtp.rcpt(to)):
            if code // 100 != 2:
                raise NotSent(f"address refused ({code})", lasting=code >= _LASTING)
    except (OSError, smtplib.SMTPException) as trouble:
        raise NotSent(f"connection lost ({type(trouble).__name__})") from None


def _hand_over(smtp: smtplib.SMTP, message: bytes) -> None:
    try:
        code, _ = smtp.data(message)
    except smtplib.SMTPDataError as trouble:
        raise NotSent(f"letter refused ({trouble.smtp_code})", lasting=trouble.smtp_code >= _LASTING) from None
    except (OSError, smtplib.SMTPException) as trouble:
        raise Unknown(f"no answer ({type(trouble).__name__})") from None
    if code // 100 != 2:
        raise NotSent(f"letter refused ({code})", lasting=code >= _LASTING)

"""TLS: a gateway with a certificate that signs itself."""

import asyncio
import re
import ssl
from pathlib import Path

import pytest

import hotpath
from helpers import COMMAND, ROOT
from hotpath import aio

CERTIFICATE = ROOT / "packages/gateway/src/transport/testing/certificate.ts"


def test_who_knows_the_certificate_comes_in_and_nobody_else(tmp_path: Path) -> None:
    texts = re.findall(r"-----BEGIN.*?-----END [A-Z ]+-----\n", CERTIFICATE.read_text(), re.DOTALL)
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    for path, text in zip((cert, key), texts):
        path.write_text(text)
    tls = ["--host", "localhost", "--cert", str(cert), "--key", str(key)]
    with hotpath.EngineProcess(["--feed", "client", "--no-journal", *tls], command=COMMAND) as process:
        assert process.url.startswith("wss://localhost:")

        async def role(context: ssl.SSLContext) -> str:
            client = await aio.Client.connect(process.url, process.token, ssl=context, reconnect=False)
            try:
                return client.welcome.role
            finally:
                await client.close()

        assert asyncio.run(role(ssl.create_default_context(cafile=str(cert)))) == "admin"
        with pytest.raises(hotpath.ConnectionLost):
            asyncio.run(role(ssl.create_default_context()))

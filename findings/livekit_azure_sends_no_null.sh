#!/usr/bin/env bash
# livekit-plugins-openai 1.8.9 switches turn detection off at OpenAI, and leaves it on at Azure, for the same setting.
#
# `turn_detection=None` means that the program decides when somebody has finished. In the Realtime API that takes an explicit null:
# a session that says nothing of turn detection has that of the server, which answers whenever it hears silence. To OpenAI, and to
# Azure without `api_version`, the plugin sends the null. With an `api_version`, the session is moved to the flat shape from before
# general availability, member by member if there is something, and the null is nothing. So server and program both take turns.
#
# Seen on 2026-11-28 with livekit-plugins-openai 1.8.9 on CPython 3.11:
#   OpenAI: null
#   Azure: null
#   Azure, api_version: not sent
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check livekit-plugins-openai==1.8.9 livekit-agents==1.8.9

cat >use.py <<'END'
import asyncio
import json

from aiohttp import ClientSession, web
from livekit.plugins.openai.realtime import RealtimeModel

MADE = {
    "OpenAI": lambda url, **more: RealtimeModel(base_url=url, **more),
    "Azure": lambda url, **more: RealtimeModel.with_azure(base_url=url, azure_deployment="voice", **more),
    "Azure, api_version": lambda url, **more: RealtimeModel.with_azure(
        base_url=url, azure_deployment="voice", api_version="2025-04-01-preview", **more
    ),
}


async def main():
    said = asyncio.Queue()

    async def serve(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            said.put_nowait(json.loads(message.data))
        return socket

    app = web.Application()
    app.router.add_get("/{anything:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = "http://127.0.0.1:%d/v1" % runner.addresses[0][1]
    async with ClientSession() as http:
        for name, make in MADE.items():
            session = make(url, api_key="none", turn_detection=None, http_session=http).session()
            update = await said.get()
            await session.aclose()
            assert update["type"] == "session.update"
            settings = update["session"]
            of_input = settings["audio"]["input"] if "audio" in settings else settings
            print(f"{name}: {json.dumps(of_input['turn_detection']) if 'turn_detection' in of_input else 'not sent'}")
    await runner.cleanup()


asyncio.run(main())
END
seen=$(venv/bin/python use.py 2>log) || { cat log; exit 1; }
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
OpenAI: null
Azure: null
Azure, api_version: not sent
END
echo "as described"

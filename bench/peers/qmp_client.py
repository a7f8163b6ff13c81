"""A QMP client as one writes it in Python: asyncio, a task per monitor, json, rules by event name. Answers lines with how many events it has seen.

usage: qmp_client.py FOLDER COUNT CONDITIONS.json ({"EVENT": [["field" or null, "text"], ...]})
"""
import asyncio
import json
import os
import sys

LABELS = {"env": "prod", "role": "db", "team": "data"}
seen = 0


def matches(conditions, event):
    data = event.get("data", {})
    for field, text in conditions.get(event["event"], ()):
        if LABELS["env"] == "prod" and (LABELS["role"] if field is None else data.get(field)) == text:
            return True
    return False


async def connect(path):
    reader, writer = await asyncio.open_unix_connection(path)
    await reader.readline()
    writer.write(b'{"execute": "qmp_capabilities"}\n')
    await reader.readline()
    return reader, writer


async def read(reader, conditions):
    global seen
    while line := await reader.readline():
        message = json.loads(line)
        if "event" in message:
            seen += 1
            if matches(conditions, message):
                print("matched", file=sys.stderr)


async def main(folder, count, conditions):
    clients = [await connect(os.path.join(folder, f"vm-{number:05}.qmp")) for number in range(1, count + 1)]
    tasks = [asyncio.create_task(read(reader, conditions)) for reader, _ in clients]
    asked = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    print("ready", flush=True)
    while await asked.readline():
        print(seen, flush=True)
    for task in tasks:
        task.cancel()


with open(sys.argv[3]) as file:
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), json.load(file)))

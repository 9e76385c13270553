"""The live channel: a hub that knows who is connected and sends everybody what changes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from labelbook.journal.records import News, Version
from labelbook.server import live_messages as messages
from labelbook.server import wire
from labelbook.server.live_messages import Person, SharedView

if TYPE_CHECKING:
    from labelbook.book import Book

POLL = 0.25
"""Seconds after which a change by another process is seen at the latest."""
PING = 4.0
SILENCE = 12.0
BACKLOG = 1_000
"""Frames that a slow client may lag behind before it is cut off and has to catch up."""
COLOURS = 12
LIVE = ("waiting", "running")
"""The states of a job that has not ended."""

_client_message: TypeAdapter[messages.ClientMessage] = TypeAdapter(messages.ClientMessage)


@dataclass(eq=False)
class Client:
    """A connected page. seq: the newest changeset that was sent to it."""

    socket: WebSocket
    person: Person
    seq: int
    outgoing: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def send(self, text: str) -> None:
        """Queue a frame; a client that is too slow loses its connection."""
        try:
            self.outgoing.put_nowait(text)
        except asyncio.QueueFull:
            task = asyncio.ensure_future(self.socket.close(1013, "too slow: connect again"))
            task.add_done_callback(lambda done: done.exception())


class Hub:
    """Everybody who is connected, and the tail of the journal."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.clients: list[Client] = []
        self.presenting: str | None = None
        self.view: SharedView | None = None
        self.seq = 0
        self.entry = 0
        self._wake = asyncio.Event()
        self._order = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """Read the journal now (from any thread): something was written."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self) -> None:
        """Send changesets to the clients, in order, until cancelled."""
        self._loop = asyncio.get_running_loop()
        self.seq = await asyncio.to_thread(lambda: self.book.seq)
        self.entry = await asyncio.to_thread(lambda: self.book.talk.last_entry)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ping())
            tasks.create_task(self._tail())
            tasks.create_task(self._jobs())

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING)
            self._send(messages.Ping())

    async def _jobs(self) -> None:
        """Announce the progress of jobs, also of other processes, until they have ended."""
        known = {job.id: job for job in await asyncio.to_thread(self.book.jobs.list)}
        while True:
            await asyncio.sleep(POLL)
            ended = {id for id, job in known.items() if job.state not in LIVE}
            for job in await asyncio.to_thread(self.book.jobs.list, but=ended):
                if known.get(job.id) != job:
                    known[job.id] = job
                    self._send(messages.JobMoved(job=job))

    async def _tail(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL)
            self._wake.clear()
            await self._send_talk()
            if await asyncio.to_thread(lambda: self.book.seq) > self.seq:
                async with self._order:
                    await self._send_news()

    async def _send_talk(self) -> None:
        for entry in await asyncio.to_thread(self.book.talk.entries_since, self.entry):
            self.entry = entry.id
            self._send(messages.Talked(thread=entry.thread, entry=entry.id, kind=entry.kind))

    async def _send_news(self) -> None:
        news = await asyncio.to_thread(self.book.journal.news_since, self.seq)
        if news is None:
            self.seq = await asyncio.to_thread(lambda: self.book.seq)
            for client in self.clients:
                client.seq = self.seq
            self._send(messages.Reset(seq=self.seq))
            return
        for item in news:
            seq, text = item.changeset.id, _changeset(item)
            for client in self.clients:
                if client.seq < seq:
                    client.seq = seq
                    client.send(text)
            self.seq = seq

    def version_saved(self, version: Version) -> None:
        """Announce a named version (from any thread)."""
        self._send_soon(messages.VersionSaved(version=version))

    def stale(self, what: str, id: int | None = None) -> None:
        """Announce that something has to be fetched again (from any thread); see Stale."""
        self._send_soon(messages.Stale(what=what, id=id))

    def _send_soon(self, message: messages.ServerMessage) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._send, message)

    def _send(self, message: messages.ServerMessage, but: Client | None = None) -> None:
        text = message.model_dump_json()
        for client in self.clients:
            if client is not but:
                client.send(text)

    async def serve(self, socket: WebSocket, role: wire.Role) -> None:
        """Exchange messages with one page until it leaves."""
        await socket.accept()
        client: Client | None = None
        sender: asyncio.Task[None] | None = None
        try:
            while True:
                text = await asyncio.wait_for(socket.receive_text(), SILENCE)
                try:
                    message = _client_message.validate_json(text)
                except ValidationError as error:
                    refused = messages.Refused(detail=error.errors()[0]["msg"]).model_dump_json()
                    await socket.send_text(refused) if client is None else client.send(refused)
                    continue
                if client is None and isinstance(message, messages.Hello):
                    client = await self._join(socket, message, role)
                    sender = asyncio.create_task(_sending(client))
                elif client is not None:
                    self._receive(client, message)
        except (WebSocketDisconnect, TimeoutError, RuntimeError, KeyError):
            # Gone, silent, or cut off by us; KeyError: a frame of bytes.
            pass
        finally:
            if sender is not None:
                sender.cancel()
            if client is not None:
                self._leave(client)
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.close()

    async def _join(self, socket: WebSocket, hello: messages.Hello, role: wire.Role) -> Client:
        person = Person(
            client=hello.client, name=hello.name, colour=self._colour(), sample=None, role=role
        )
        async with self._order:
            # Nothing newer may overtake what the client has missed.
            missed = await asyncio.to_thread(self.book.journal.news_since, hello.since)
            client = Client(socket, person, hello.since)
            people = [*(other.person for other in self.clients), person]
            welcome = messages.Welcome(
                client=hello.client,
                seq=max(self.seq, missed[-1].changeset.id if missed else 0),
                people=people,
                presenting=self.presenting,
                view=self.view,
            )
            client.send(welcome.model_dump_json())
            if missed is None or len(missed) > BACKLOG // 2:
                client.seq = await asyncio.to_thread(lambda: self.book.seq)
                client.send(messages.Reset(seq=client.seq).model_dump_json())
            else:
                for item in missed:
                    client.send(_changeset(item))
                    client.seq = item.changeset.id
            self.clients.append(client)
        self._send(messages.PersonCame(person=person), but=client)
        return client

    def _receive(self, client: Client, message: messages.ClientMessage) -> None:
        person = client.person
        if isinstance(message, messages.Hello | messages.Here):
            update = (
                {"name": message.name}
                if isinstance(message, messages.Hello)
                else {"sample": message.sample}
            )
            client.person = person.model_copy(update=update)
            self._send(messages.PersonCame(person=client.person))
        elif isinstance(message, messages.Present):
            if message.on:
                self._present(person.client)
            elif self.presenting == person.client:
                self._present(None)
        elif isinstance(message, messages.PresenterView) and self.presenting == person.client:
            self.view = message.view
            self._send(messages.ViewShown(client=person.client, view=message.view), but=client)

    def _present(self, client: str | None) -> None:
        self.presenting, self.view = client, None
        self._send(messages.Presenting(client=client))

    def _leave(self, client: Client) -> None:
        self.clients.remove(client)
        name = client.person.client
        if any(other.person.client == name for other in self.clients):
            return  # The same page has connected again already.
        if self.presenting == name:
            self._present(None)
        self._send(messages.PersonLeft(client=name))

    def _colour(self) -> int:
        """The colour that the fewest have."""
        worn = [client.person.colour for client in self.clients]
        return min(range(COLOURS), key=lambda colour: (worn.count(colour), colour))


async def _sending(client: Client) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await client.socket.send_text(await client.outgoing.get())


def _changeset(news: News) -> str:
    return messages.ChangesetMade(**vars(news), added=news.changeset.added).model_dump_json()

"""The wire to a language model's server: OpenAI's chat completions over HTTP, patient, bounded, stopped at any moment.

httpx carries it: time limits for every phase, TLS verified, proxies of the environment, and requests that can be
cancelled from outside, which the standard library's blocking calls cannot. A thread asks; whether it is to stop is looked
at twenty times a second, and the connection is then closed. Redirects are not followed: the text goes where it was
allowed to go. An address of this computer is never asked through a proxy.

`retry-after`: RFC 9110, 10.2.3. Structured answers: https://platform.openai.com/docs/guides/structured-outputs
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from random import uniform
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from annotator.domain.errors import Stopped, Unanswered
from annotator.i18n import _, ngettext
from annotator.services.llm.account import Account
from annotator.services.llm.endpoint import host_of, is_local
from annotator.services.llm.key import Key
from annotator.services.llm.permission import Permit
from annotator.services.llm.refusals import Again, refusal, retry_after

if TYPE_CHECKING:
    import httpx

Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]

TRIES = 4
FIRST_PAUSE = 1.0
"""Seconds before the second try; each pause is twice the one before, give or take a quarter."""

LONGEST_PAUSE = 90.0
"""Seconds that a server may ask to wait; one that asks for more has refused."""

LONGEST_ANSWER = 4_000_000
"""Bytes of an answer."""

MOST_TOKENS = 8_000
"""Tokens of an answer: a stretch full of spans needs half."""

_LOOK = 0.05
_CONNECT = 15.0
_NOT_UNDERSTOOD = {400, 422}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said. `cut`: it was stopped by the limit of its length."""

    text: str
    cut: bool


class Wire:
    """Belongs to one thread; `close` it. `cancelled` is asked all the time; `sleep` passes the pauses between tries."""

    def __init__(
        self,
        permit: Permit,
        key: Key | None,
        account: Account,
        cancelled: Callable[[], bool] = lambda: False,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        import httpx

        config = permit.config
        self._endpoint = config.endpoint
        self._model = config.model
        self._timeout = config.timeout
        self._account = account
        self._cancelled = cancelled
        self._sleep = sleep
        self._plainness = 0  # how much has been left out of requests since this server does not understand it
        try:
            self._client = httpx.AsyncClient(
                headers={"authorization": f"Bearer {key.reveal()}"} if key else {},
                timeout=httpx.Timeout(config.timeout, connect=min(_CONNECT, config.timeout)),
                trust_env=not is_local(config.endpoint),
                follow_redirects=False,
            )
        except ValueError as error:  # what stands in the environment as a proxy is none
            raise Unanswered(
                _("the proxy that is set for this computer cannot be used: {reason}", reason=_reason(error))
            ) from error
        self._runner = asyncio.Runner()

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def models(self) -> list[str]:
        """The names of the models that the server offers, sorted. Raises Unanswered, BudgetReached, Stopped."""
        answer = self._run(self._patiently("GET", "/models", None, 0))
        data = answer.get("data")
        names = (
            [entry.get("id") for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []
        )
        return sorted({name for name in names if isinstance(name, str) and name})

    def chat(self, messages: Sequence[Mapping[str, str]], form: Mapping[str, Any]) -> Reply:
        """What the model says to the messages; `form` is the `response_format`, where the server takes one.

        Raises Unanswered, BudgetReached, Stopped.
        """
        answer = self._run(self._chat(messages, form))
        usage = answer.get("usage")
        if isinstance(usage, dict):
            self._account.tokens_in += _count(usage.get("prompt_tokens"))
            self._account.tokens_out += _count(usage.get("completion_tokens"))
        choices = answer.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        message = choice.get("message")
        text = message.get("content") if isinstance(message, dict) else None
        if not isinstance(text, str):
            raise Unanswered(
                _("{host} answers otherwise than a chat model does; look at the address and the model’s name",
                  host=host_of(self._endpoint))
            )  # fmt: skip
        return Reply(text, choice.get("finish_reason") == "length")

    # -- inside ------------------------------------------------------------------------------------

    async def _chat(self, messages: Sequence[Mapping[str, str]], form: Mapping[str, Any]) -> dict[str, Any]:
        characters = sum(len(message["content"]) for message in messages)
        while True:
            body: dict[str, Any] = {"model": self._model, "messages": list(messages)}
            if self._plainness < 2:
                body |= {"temperature": 0, "max_tokens": MOST_TOKENS}
            if self._plainness < 1:
                body["response_format"] = form
            try:
                return await self._patiently("POST", "/chat/completions", body, characters)
            except _NotUnderstood as error:
                if self._plainness == 2:
                    raise error.sentence from error
                self._plainness += 1
                self._account.repeated += 1

    async def _patiently(self, method: str, path: str, body: Any, characters: int) -> dict[str, Any]:
        """The answer, after as many tries as it takes, within reason."""
        pause = FIRST_PAUSE
        for left in reversed(range(TRIES)):
            self._account.charge(characters)
            try:
                return await self._once(method, path, body)
            except Again as again:
                wait = again.wait if again.wait is not None else pause * uniform(0.75, 1.25)
                if not left or wait > LONGEST_PAUSE:
                    raise again.sentence from again
                self._account.repeated += 1
            await self._sleep(wait)
            pause *= 2
        raise AssertionError("the last try answers or raises")

    async def _once(self, method: str, path: str, body: Any) -> dict[str, Any]:
        """One request. Raises Again for what may be better in a moment, _NotUnderstood, Unanswered."""
        import httpx

        try:
            async with asyncio.timeout(self._timeout):
                status, headers, data = await self._send(method, path, body)
        except (TimeoutError, httpx.TimeoutException) as error:
            sentence = ngettext(
                "{host} did not answer within {count} second",
                "{host} did not answer within {count} seconds",
                self._timeout,
                host=host_of(self._endpoint),
            )
            raise Again(Unanswered(sentence)) from error
        except httpx.ConnectError as error:
            raise Unanswered(
                _("{host} cannot be reached: {reason}; is the server running, and the address right?",
                  host=host_of(self._endpoint), reason=_reason(error))
            ) from error  # fmt: skip
        except httpx.HTTPError as error:
            sentence = _(
                "the connection to {host} broke: {reason}",
                host=host_of(self._endpoint),
                reason=_reason(error),
            )
            raise Again(Unanswered(sentence)) from error
        if status == 200 and (answer := _object(data)) is not None:
            return answer
        sentence_for = refusal(status, data, host_of(self._endpoint), self._model)
        if status == 429 or status >= 500:
            raise Again(sentence_for, retry_after(headers.get("retry-after")))
        if status in _NOT_UNDERSTOOD and method == "POST":
            raise _NotUnderstood(sentence_for)
        raise sentence_for

    async def _send(self, method: str, path: str, body: Any) -> "tuple[int, httpx.Headers, bytes]":
        content = None if body is None else orjson.dumps(body)
        headers = {"content-type": "application/json"} if content else {}
        async with self._client.stream(
            method, self._endpoint + path, content=content, headers=headers
        ) as response:
            data = b""
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > LONGEST_ANSWER:
                    raise Unanswered(
                        _("{host} sends more than an answer can be", host=host_of(self._endpoint))
                    )
            return response.status_code, response.headers, data

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(self._watched(work))

    async def _watched(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do the work, and drop it as soon as somebody wants it stopped."""
        task = asyncio.ensure_future(work)
        try:
            while not self._cancelled():
                done, _pending = await asyncio.wait({task}, timeout=_LOOK)
                if done:
                    return task.result()
            raise Stopped(_("stopped; what was answered is kept"))
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


class _NotUnderstood(Exception):
    """The server does not take a request of this form; `sentence` where a plainer one will not do either."""

    def __init__(self, sentence: Unanswered) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__

"""Talks written for the tests of the embedded model, and the prompts they are given in."""

from __future__ import annotations

from collections.abc import Sequence

Talk = list[tuple[str | None, str]]

_OPENING = """Nora: Old harbours measure the sea with a pipe and a float, and new ones with radar.
Nora: Jon Brekke keeps forty of these stations alive and joins us to explain how.
Nora: Welcome to Harbour Notes, the podcast on machines in salt water. This is your host, Nora Feld.
Nora: This episode is brought to you by Kelpline. Get your rope at kelpline.com/notes.
Nora: Jon, welcome to the show.
Jon: Thanks for having me, Nora. Great to be here."""
_FLOATS = """Nora: So let's talk about float gauges. How does a float gauge measure the tide?
Jon: A float gauge hangs in a vertical pipe, and the pipe has a small hole near the bottom.
Jon: The hole keeps the waves out, so the float follows the slow tide and not the swell.
Jon: A wire runs from the float over a wheel, and the wheel turns a pen or an encoder.
Nora: And the pipe fills with mud, I suppose.
Jon: The pipe has to be flushed every spring because mussels settle in the hole.
Jon: A float that sticks to the wall of the pipe draws a flat line, and a flat line looks like calm weather.
Jon: We compare every float gauge with the gauge of the next harbour, and a stuck float shows within a day."""
_BATTERIES = """Nora: Speaking of failures, let's move on to power. What keeps a station running in winter?
Jon: Each station has a solar panel and two lead batteries, and the batteries hate the cold.
Jon: A lead battery at minus twenty degrees gives about half of the charge it gives in summer.
Jon: We send one reading every ten minutes by radio, because the radio needs more power than the sensor.
Jon: The batteries stand in a box lined with cork, and the cork has saved us more readings than any software.
Nora: So a better box beats a bigger panel.
Jon: A bigger solar panel catches more wind and more snow, and the mast breaks before the battery is full."""
_READ = """Nora: This portion of Harbour Notes is brought to you by Northlamp.
Nora: Northlamp builds lamps for piers and boats.
Nora: Every Northlamp lamp survives a year under water, and you can try one for a month.
Nora: Visit northlamp.com/notes to get started. Thank you to Northlamp for supporting the show."""
_DATA = """Nora: Next topic, the data. Where do the readings end up when they reach the shore?
Jon: All readings go into SQLite first, one database file for each station and year.
Jon: A small Python script copies the new rows into PostgreSQL every hour, and the file stays as a backup.
Jon: SQLite on the gateway means that a broken network line costs us delay but never a reading.
Jon: Volunteers look at a plot of the week in Jupyter, and they find errors that no script finds.
Nora: People see a wrong curve at once.
Jon: People remember the storm, and the database does not know that there was one."""
_END = """Nora: Before we get out of here, what should a harbour without a gauge do first?
Jon: Paint a scale on the wall, take a photograph of it every morning, and write the numbers down.
Nora: Thank you so much for being here, Jon.
Nora: This has been another episode of Harbour Notes. Thanks for listening."""
_NAMES = {"Nora": "Nora Feld", "Jon": "Jon Brekke"}


def _lines(*parts: str) -> Talk:
    rows = [row.partition(": ") for part in parts for row in part.splitlines()]
    return [(_NAMES[name], text) for name, _, text in rows]


def harbour_talk() -> Talk:
    """An interview of three subjects with opening, advertisement and farewell, about 600 words."""
    return _lines(_OPENING, _FLOATS, _BATTERIES, _READ, _DATA, _END)


def harbour_parts() -> dict[str, int]:
    """The index of the line each part of the talk starts with."""
    parts = {"opening": _OPENING, "floats": _FLOATS, "batteries": _BATTERIES, "read": _READ, "data": _DATA}
    parts["end"] = _END
    starts, at = {}, 0
    for name, part in parts.items():
        starts[name] = at
        at += len(part.splitlines())
    return starts


def german() -> Talk:
    """Two subjects in German."""
    return [
        (None, "Willkommen zurück. Heute sprechen wir über Wärmepumpen in alten Häusern."),
        (
            None,
            "Eine Wärmepumpe holt die Wärme aus der Luft und hebt sie mit einem Verdichter auf Heizwärme.",
        ),
        (None, "In alten Häusern entscheidet die Vorlauftemperatur, ob die Wärmepumpe sparsam arbeitet."),
        (None, "Große Heizkörper senken die Vorlauftemperatur oft stärker als eine neue Dämmung der Wände."),
        (None, "Kommen wir zum nächsten Thema, dem Strompreis."),
        (
            None,
            "Der Strompreis schwankt im Laufe des Tages, und ein Pufferspeicher nutzt die billigen Stunden.",
        ),
        (None, "Mit einem Pufferspeicher läuft der Verdichter nachts, wenn der Strompreis niedrig ist."),
        (None, "Genau. Und dann braucht man noch einen Zähler, der die Stunden einzeln misst."),
    ]


def japanese() -> Talk:
    """Two subjects in Japanese."""
    return [
        (None, "今日は古い灯台の保存について話します。"),
        (None, "灯台の保存には地元の住民の協力が必要です。灯台の壁は塩で傷みます。"),
        (None, "住民は毎年、灯台の壁を塗り直しています。"),
        (None, "次はデータベースの話です。"),
        (None, "観測データは小さなデータベースに記録されます。データベースは一つのファイルです。"),
        (None, "観測データを毎晩コピーして、失われないようにしています。"),
    ]


def prompt_of(talk: Sequence[tuple[str | None, str]], *header: str) -> str:
    """The user prompt of a chunk: header, blank line, numbered lines with the speaker where it changes."""
    speakers = list(dict.fromkeys(speaker for speaker, _ in talk if speaker))
    rows = [f"Speakers: {', '.join(speakers)}"] if speakers else []
    rows += [*header, "Length: medium", ""]
    before = None
    for number, (speaker, text) in enumerate(talk, 1):
        named = f"{speaker}: " if speaker and speaker != before else ""
        rows.append(f"[{number}] {named}{text}")
        before = speaker
    return "\n".join(rows) + "\n"

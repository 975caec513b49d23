"""One talk in the layout of each speech service, as their documentation shows it: the readers are asked for
the talk again. `Talk` is a list of turns; times are whole milliseconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Word:
    """A word with its punctuation, from and to in milliseconds."""

    text: str
    start: int
    end: int

    @property
    def bare(self) -> str:
        return self.text.rstrip(".,?")

    @property
    def signs(self) -> str:
        return self.text[len(self.bare) :]


@dataclass(frozen=True)
class Turn:
    speaker: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end


Talk = Sequence[Turn]


def talk_of(turns: Sequence[tuple[int, str]], gap: int = 70) -> list[Turn]:
    """Turns of (speaker, words), each word 300 ms long."""
    at, result = 1240, []
    for speaker, text in turns:
        words = []
        for word in text.split():
            words.append(Word(word, at, at + 300))
            at += 300 + gap
        result.append(Turn(speaker, tuple(words)))
        at += 500
    return result


def s(milliseconds: int) -> float:
    return milliseconds / 1000


def all_words(talk: Talk) -> list[tuple[int, Word]]:
    return [(turn.speaker, word) for turn in talk for word in turn.words]


def assemblyai(talk: Talk) -> Any:
    def word(w: Word, who: int) -> Any:
        return {"text": w.text, "start": w.start, "end": w.end, "confidence": 0.9, "speaker": "ABCDE"[who]}

    utterances = [
        {
            "speaker": "ABCDE"[t.speaker], "text": t.text, "start": t.start, "end": t.end, "confidence": 0.9,
            "words": [word(w, t.speaker) for w in t.words],
        }
        for t in talk
    ]  # fmt: skip
    words = [word(w, who) for who, w in all_words(talk)]
    return {
        "id": "x", "status": "completed", "acoustic_model": "default", "language_code": "en_us",
        "text": " ".join(t.text for t in talk), "words": words, "utterances": utterances,
        "audio_duration": talk[-1].end // 1000 + 2, "confidence": 0.9,
        "chapters": [{"gist": "x", "headline": "y", "summary": "z", "start": 0, "end": 1}],
    }  # fmt: skip


def assemblyai_words(talk: Talk) -> Any:
    return {**assemblyai(talk), "utterances": None}


def deepgram_words(talk: Talk) -> Any:
    words = [
        {
            "word": w.bare.lower(), "punctuated_word": w.text, "start": s(w.start), "end": s(w.end),
            "confidence": 0.9, "speaker": who, "speaker_confidence": 0.5,
        }
        for who, w in all_words(talk)
    ]  # fmt: skip
    alternative = {"transcript": " ".join(t.text for t in talk), "confidence": 0.9, "words": words}
    return {
        "metadata": {"created": "2024-01-01T00:00:00Z", "duration": 9.0, "channels": 1, "models": ["x"]},
        "results": {"channels": [{"alternatives": [alternative]}]},
    }


def deepgram_paragraphs(talk: Talk) -> Any:
    data = deepgram_words(talk)
    paragraphs = [
        {
            "speaker": t.speaker, "num_words": len(t.words), "start": s(t.start), "end": s(t.end),
            "sentences": [{"text": t.text, "start": s(t.start), "end": s(t.end)}],
        }
        for t in talk
    ]  # fmt: skip
    data["results"]["channels"][0]["alternatives"][0]["paragraphs"] = {
        "transcript": "...", "paragraphs": paragraphs,
    }  # fmt: skip
    return data


def aws_items(talk: Talk, *, labelled: bool = True) -> list[Any]:
    items: list[Any] = []
    for who, w in all_words(talk):
        label = {"speaker_label": f"spk_{who}"} if labelled else {}
        items.append({
            "type": "pronunciation", "start_time": str(s(w.start)), "end_time": str(s(w.end)),
            "alternatives": [{"confidence": "0.99", "content": w.bare}], **label,
        })  # fmt: skip
        items += [
            {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": sign}], **label}
            for sign in w.signs
        ]
    return items


def aws(talk: Talk) -> Any:
    return {
        "jobName": "x", "accountId": "1", "status": "COMPLETED",
        "results": {
            "transcripts": [{"transcript": " ".join(t.text for t in talk)}],
            "items": aws_items(talk), "language_code": "en-US",
        },
    }  # fmt: skip


def aws_older(talk: Talk) -> Any:
    segments = [
        {
            "start_time": str(s(t.start)), "end_time": str(s(t.end)), "speaker_label": f"spk_{t.speaker}",
            "items": [
                {
                    "start_time": str(s(w.start)), "end_time": str(s(w.end)),
                    "speaker_label": f"spk_{t.speaker}",
                }
                for w in t.words
            ],
        }
        for t in talk
    ]  # fmt: skip
    results = {
        "items": aws_items(talk, labelled=False),
        "speaker_labels": {"speakers": 2, "segments": segments},
    }
    return {"results": results}


def google_words(talk: Talk, key: str, time: Callable[[int], Any], tag: str) -> list[Any]:
    names = {"camel": ("startTime", "endTime"), "snake": ("start_time", "end_time")}
    start, end = names.get(key, ("startOffset", "endOffset"))
    return [
        {start: time(w.start), end: time(w.end), "word": w.text, **({tag: who + 1} if tag else {})}
        for who, w in all_words(talk)
    ]


def google(talk: Talk) -> Any:
    """Version 1: each turn as a result without speakers, and the last one all words again."""
    results = [
        {"alternatives": [
            {"transcript": t.text, "words": google_words([t], "camel", lambda n: f"{s(n):.3f}s", "")},
        ], "resultEndTime": f"{s(t.end)}s", "languageCode": "en-us"}
        for t in talk
    ]  # fmt: skip
    again = google_words(talk, "camel", lambda n: f"{s(n):.3f}s", "speakerTag")
    return {"response": {"results": [*results, {"alternatives": [{"words": again}]}]}, "done": True}


def google_parts(talk: Talk) -> Any:
    """As Python's library prints it: seconds and nanoseconds apart."""
    words = google_words(
        talk, "snake", lambda n: {"seconds": str(n // 1000), "nanos": n % 1000 * 1_000_000}, "speaker_tag"
    )
    return {"results": [{"alternatives": [{"transcript": "...", "words": words}]}]}


def google_v2(talk: Talk) -> Any:
    results = [
        {"alternatives": [{
            "transcript": t.text,
            "words": google_words([t], "v2", lambda n: f"{s(n):.3f}s", "speakerLabel"),
        }], "languageCode": "en-US"}
        for t in talk
    ]  # fmt: skip
    return {"results": {"gs://x/y.wav": {"transcript": {"results": results}}}}


def riva(talk: Talk) -> Any:
    words = google_words(talk, "camel", lambda n: n, "speakerTag")
    return {"results": [{"alternatives": [{"transcript": "...", "words": words}], "audioProcessed": 9.0}]}


def azure(talk: Talk) -> Any:
    phrases = [
        {
            "recognitionStatus": "Success", "channel": 0, "speaker": t.speaker + 1,
            "offset": f"PT{s(t.start)}S", "duration": f"PT{s(t.end - t.start)}S",
            "offsetInTicks": t.start * 10_000.0, "durationInTicks": (t.end - t.start) * 10_000.0,
            "nBest": [
                {"confidence": 0.9, "lexical": t.text.lower(), "display": t.text},
                {"confidence": 0.1, "lexical": "wrong", "display": "Wrong."},
            ],
        }
        for t in talk
    ]  # fmt: skip
    combined = [{"channel": 0, "display": " ".join(t.text for t in talk)}]
    return {"source": "x", "combinedRecognizedPhrases": combined, "recognizedPhrases": phrases}


def azure_fast(talk: Talk) -> Any:
    phrases = [
        {
            "speaker": t.speaker + 1, "offsetMilliseconds": t.start, "durationMilliseconds": t.end - t.start,
            "text": t.text, "locale": "en-US", "confidence": 0.9,
        }
        for t in talk
    ]  # fmt: skip
    return {"durationMilliseconds": 9000, "combinedPhrases": [{"text": "..."}], "phrases": phrases}


def speechmatics(talk: Talk) -> Any:
    results: list[Any] = []
    for who, w in all_words(talk):
        results.append({
            "type": "word", "start_time": s(w.start), "end_time": s(w.end),
            "alternatives": [{"content": w.bare, "language": "en", "speaker": f"S{who + 1}"}],
        })  # fmt: skip
        results += [
            {
                "type": "punctuation", "attaches_to": "previous", "is_eos": sign != ",",
                "start_time": s(w.end), "end_time": s(w.end),
                "alternatives": [{"content": sign, "speaker": f"S{who + 1}"}],
            }
            for sign in w.signs
        ]  # fmt: skip
    config = {"transcription_config": {"language": "en", "diarization": "speaker"}}
    return {"format": "2.9", "job": {"data_name": "x", "duration": 9}, "metadata": config, "results": results}


def rev(talk: Talk) -> Any:
    def elements(turn: Turn) -> list[Any]:
        result: list[Any] = []
        for w in turn.words:
            result.append({"type": "text", "value": w.bare, "ts": s(w.start), "end_ts": s(w.end)})
            result.append({"type": "punct", "value": f"{w.signs} "})
        return result

    return {"monologues": [{"speaker": t.speaker, "elements": elements(t)} for t in talk]}


def watson(talk: Talk) -> Any:
    results = [
        {"final": True, "alternatives": [{
            "transcript": t.text + " ", "confidence": 0.9,
            "timestamps": [[w.text, s(w.start), s(w.end)] for w in t.words],
        }]}
        for t in talk
    ]  # fmt: skip
    labels = [
        {"from": s(w.start), "to": s(w.end), "speaker": who, "confidence": 0.5, "final": False}
        for who, w in all_words(talk)
    ]
    return {"result_index": 0, "results": results, "speaker_labels": labels}


def gladia(talk: Talk) -> Any:
    utterances = [
        {
            "language": "en", "start": s(t.start), "end": s(t.end), "confidence": 0.9, "channel": 0,
            "speaker": t.speaker, "text": t.text,
            "words": [{"word": f" {w.text}", "start": s(w.start), "end": s(w.end)} for w in t.words],
        }
        for t in talk
    ]  # fmt: skip
    transcription = {"full_transcript": "...", "languages": ["en"], "utterances": utterances}
    other = {"results": [{"utterances": [{**u, "text": "anders " * 30} for u in utterances]}]}
    result = {"metadata": {"audio_duration": 9.0}, "transcription": transcription, "translation": other}
    return {"id": "x", "status": "done", "result": result}


def elevenlabs(talk: Talk) -> Any:
    words: list[Any] = []
    for who, w in all_words(talk):
        if words:
            words.append({"text": " ", "start": s(w.start - 70), "end": s(w.start), "type": "spacing",
                          "speaker_id": f"speaker_{who}"})  # fmt: skip
        words.append({
            "text": w.text, "start": s(w.start), "end": s(w.end), "type": "word",
            "speaker_id": f"speaker_{who}", "logprob": -0.1,
        })  # fmt: skip
    words.append({"text": "(laughter)", "start": 900.0, "end": 901.0, "type": "audio_event"})
    return {"language_code": "eng", "language_probability": 0.9, "text": "...", "words": words}


def soniox(talk: Talk) -> Any:
    tokens = []
    for who, w in all_words(talk):
        half, middle = len(w.text) // 2, (w.start + w.end) // 2
        tokens += [
            {"text": f" {w.text[:half]}", "start_ms": w.start, "end_ms": middle, "speaker": str(who + 1)},
            {"text": w.text[half:], "start_ms": middle, "end_ms": w.end, "speaker": str(who + 1)},
        ]
    return {"id": "x", "text": "...", "tokens": [*tokens, {"text": "<end>", "start_ms": 1, "end_ms": 1}]}


def fireflies(talk: Talk) -> Any:
    sentences = [
        {
            "index": n, "speaker_name": None, "speaker_id": t.speaker, "raw_text": t.text.lower(),
            "text": t.text, "start_time": str(s(t.start)), "end_time": str(s(t.end)),
        }
        for n, t in enumerate(talk)
    ]  # fmt: skip
    speakers = [{"id": n, "name": name} for n, name in enumerate(PEOPLE)]
    inner = {"title": "Tides", "date": 1713201000000, "speakers": speakers, "sentences": sentences}
    return {"data": {"transcript": inner}}


def json3(talk: Talk) -> Any:
    events = [
        {
            "tStartMs": t.start, "dDurationMs": t.end - t.start,
            "segs": [{"utf8": f"{w.text} ", "tOffsetMs": w.start - t.start} for w in t.words],
        }
        for t in talk
    ]  # fmt: skip
    breaks = [{"tStartMs": t.end, "dDurationMs": 0, "aAppend": 1, "segs": [{"utf8": "\n"}]} for t in talk]
    mixed = [event for pair in zip(events, breaks, strict=True) for event in pair]
    return {"wireMagic": "pb3", "pens": [{}], "events": [{"tStartMs": 0, "id": 1}, *mixed]}


def whisperx(talk: Talk) -> Any:
    segments = [
        {
            "start": s(t.start), "end": s(t.end), "text": f" {t.text}", "speaker": f"SPEAKER_{t.speaker:02}",
            "words": [
                {"word": w.text, "start": s(w.start), "end": s(w.end), "score": 0.9,
                 "speaker": f"SPEAKER_{t.speaker:02}"}
                for w in t.words
            ],
        }
        for t in talk
    ]  # fmt: skip
    return {
        "segments": segments,
        "word_segments": [w for x in segments for w in x["words"]],
        "language": "en",
    }


def insanely_fast(talk: Talk) -> Any:
    rows = [{"timestamp": [s(t.start), s(t.end)], "text": t.text} for t in talk]
    speakers = [{**row, "speaker": f"SPEAKER_{t.speaker:02}"} for row, t in zip(rows, talk, strict=True)]
    return {"speakers": speakers, "chunks": rows, "text": "..."}


def podcasting(talk: Talk) -> Any:
    segments = [
        {"speaker": PEOPLE[t.speaker], "startTime": str(s(t.start)), "endTime": str(s(t.end)), "body": t.text}
        for t in talk
    ]
    return {"version": "1.0.0", "segments": segments}


def podlove(talk: Talk) -> Any:
    rows = [
        {
            "start": clock(t.start), "start_ms": t.start, "end": clock(t.end), "end_ms": t.end,
            "speaker": str(t.speaker + 7), "voice": PEOPLE[t.speaker], "text": t.text,
        }
        for t in talk
    ]  # fmt: skip
    return {"transcripts": rows}


def happy_scribe(talk: Talk) -> Any:
    return [
        {
            "speaker": PEOPLE[t.speaker], "speaker_number": t.speaker,
            "words": [
                {"text": w.text, "type": "word", "data_start": s(w.start), "data_end": s(w.end)}
                for w in t.words
            ],
        }
        for t in talk
    ]  # fmt: skip


def recall(talk: Talk) -> Any:
    def stamp(n: int) -> Any:
        return {"relative": s(n), "absolute": "2024-01-01T00:00:00Z"}

    return [
        {
            "participant": {"id": t.speaker, "name": PEOPLE[t.speaker], "is_host": True},
            "words": [
                {"text": w.text, "start_timestamp": stamp(w.start), "end_timestamp": stamp(w.end)}
                for w in t.words
            ],
        }
        for t in talk
    ]  # fmt: skip


def clocks(talk: Talk) -> Any:
    """What a show might make of it."""
    return {"episode": {"title": "Tides"}, "items": {"lines": [
        {"from": clock(t.start).replace(".", ","), "to": clock(t.end), "said": t.text,
         "person": {"profile": {"name": PEOPLE[t.speaker]}}}
        for t in talk
    ]}}  # fmt: skip


def paper_edit(talk: Talk) -> Any:
    words = [
        {"id": n, "start": s(w.start), "end": s(w.end), "text": w.text}
        for n, (_, w) in enumerate(all_words(talk))
    ]
    paragraphs = [
        {"id": n, "start": s(t.start), "end": s(t.end), "speaker": PEOPLE[t.speaker]}
        for n, t in enumerate(talk)
    ]
    return {"words": words, "paragraphs": paragraphs}


def contact_lens(talk: Talk) -> Any:
    rows = [
        {"ParticipantRole": PEOPLE[t.speaker], "Content": t.text, "BeginOffsetMillis": t.start,
         "EndOffsetMillis": t.end, "Sentiment": "NEUTRAL"}
        for t in talk
    ]  # fmt: skip
    return {"Transcript": rows, "Channel": "VOICE"}


def spotify(talk: Talk) -> Any:
    sections: list[Any] = []
    for t in talk:
        sections.append({"startMs": t.start, "title": {"title": PEOPLE[t.speaker]}})
        sections.append({"startMs": t.start, "text": {"sentence": {"text": t.text}}})
    return {"section": sections, "episodeName": "Tides", "showName": "The Log"}


def otter(talk: Talk) -> Any:
    rows = [
        {
            "transcript": t.text,
            "start_offset": t.start * 16,
            "end_offset": t.end * 16,
            "speaker_id": 40 + t.speaker,
        }
        for t in talk
    ]
    speakers = [{"id": 40 + n, "speaker_name": name} for n, name in enumerate(PEOPLE)]
    return {"speech": {"otid": "x", "title": "Tides", "transcripts": rows, "speakers": speakers}}


def clock(milliseconds: int) -> str:
    seconds, part = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{part:03}"


def lines_of(talk: Talk) -> str:
    """JSON Lines."""
    rows = [
        {"start": s(t.start), "end": s(t.end), "speaker": PEOPLE[t.speaker], "text": t.text} for t in talk
    ]
    return "\n".join(json.dumps(row) for row in rows) + "\n"


PEOPLE = ("Nora Quist", "Tomas Reyes", "Ines Vold")
LETTERS = ("Speaker A", "Speaker B", "Speaker C")
FROM_0 = ("Speaker 0", "Speaker 1", "Speaker 2")
FROM_1 = ("Speaker 1", "Speaker 2", "Speaker 3")
SPK = ("spk_0", "spk_1", "spk_2")
S = ("S1", "S2", "S3")
DIARIZED = ("SPEAKER_00", "SPEAKER_01", "SPEAKER_02")
SCRIBE = ("speaker_0", "speaker_1", "speaker_2")
NOBODY = (None, None, None)

WRITERS: dict[Callable[[Talk], Any], tuple[str, tuple[str | None, ...]]] = {
    assemblyai: ("assemblyai", LETTERS),
    assemblyai_words: ("assemblyai", LETTERS),
    deepgram_words: ("deepgram", FROM_0),
    deepgram_paragraphs: ("deepgram", FROM_0),
    aws: ("aws-transcribe", SPK),
    aws_older: ("aws-transcribe", SPK),
    google: ("google-speech", FROM_1),
    google_parts: ("google-speech", FROM_1),
    google_v2: ("google-speech", FROM_1),
    riva: ("google-speech", FROM_1),
    azure: ("azure-speech", FROM_1),
    azure_fast: ("azure-speech", FROM_1),
    speechmatics: ("speechmatics", S),
    rev: ("rev", FROM_0),
    watson: ("watson", FROM_0),
    gladia: ("json", FROM_0),
    elevenlabs: ("whisper-json", SCRIBE),
    soniox: ("soniox", FROM_1),
    fireflies: ("json", PEOPLE),
    json3: ("youtube-json3", NOBODY),
    whisperx: ("whisper-json", DIARIZED),
    insanely_fast: ("whisper-json", DIARIZED),
    podcasting: ("podcast-json", PEOPLE),
    podlove: ("whisper-json", PEOPLE),
    happy_scribe: ("json", PEOPLE),
    recall: ("json", PEOPLE),
    clocks: ("json", PEOPLE),
    paper_edit: ("whisper-json", PEOPLE),
    contact_lens: ("json", PEOPLE),
    spotify: ("spotify", PEOPLE),
    otter: ("otter-json", PEOPLE),
}
"""Each layout with the name of its format and what its speakers are called."""

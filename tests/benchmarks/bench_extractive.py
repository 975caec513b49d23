"""How well the embedded model divides talks into topics, and how fast it answers.

    python tests/benchmarks/bench_extractive.py [SCORE.py GOLD_DIR EPISODES_DIR]

For each gold file `ID.json` in GOLD_DIR and each transcript `ID-*` in EPISODES_DIR: boundary F1 within 15 s,
Pk, WindowDiff and count ratio, beside equal spacing and chance with as many chapters as the model found.
SCORE.py brings the measures (`chapter_score`, `last_time`), so that they are the same ones others use. Then
seconds of processor time for 1, 2, 4 and 8 hours of talk, after start-up (target: 1 s for an hour).
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from llm_summarise.domain.replies import ChunkNotes, ChunkReply  # noqa: E402
from llm_summarise.domain.transcript import Transcript  # noqa: E402
from llm_summarise.extractive import answer  # noqa: E402
from llm_summarise.readers import parse  # noqa: E402
from tests.talk_samples import prompt_of  # noqa: E402

WORDS_PER_HOUR = 14_000
"""Of lively talk: 230 words a minute."""
SCHEMA = ChunkReply.model_json_schema()


def read(path: Path) -> Transcript:
    return parse(path.read_bytes(), path.name)


def topic_starts(transcript: Transcript) -> list[float]:
    """Seconds at which the topics of the embedded model start."""
    prompt = prompt_of([(cue.speaker, cue.text) for cue in transcript.cues])
    reply = ChunkReply.model_validate_json(answer("", prompt, SCHEMA)).answer
    topics = reply.topics if isinstance(reply, ChunkNotes) else []
    return [transcript.cues[topic.cue - 1].start or 0.0 for topic in topics]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def quality(score: ModuleType, gold_dir: Path, episodes: Path) -> None:
    """Prints the measures of each labelled episode and of two controls."""
    names = ("f1_15s", "pk", "windowdiff", "count_ratio")
    print(f"{'transcript':<46}" + "".join(f"{name:>13}" for name in names))
    for gold_path in sorted(gold_dir.glob("*.json")):
        gold = json.loads(gold_path.read_text(encoding="utf-8")).get("chapters")
        for path in sorted(episodes.glob(f"{gold_path.stem}[-.]*")) if gold else ():
            end = score.last_time(path.read_text(encoding="utf-8"))
            starts = topic_starts(read(path))
            rng = random.Random(0)
            chance = [[rng.uniform(0, end) for _ in starts] for _ in range(50)]
            rows = {
                path.name[:44]: [score.chapter_score(starts, gold, end)],
                "  equal spacing": [
                    score.chapter_score([end * i / len(starts) for i in range(len(starts))], gold, end)
                ],
                "  chance (mean of 50)": [score.chapter_score(sorted(draw), gold, end) for draw in chance],
            }
            for label, scores in rows.items():
                means = (sum(s[name] for s in scores) / len(scores) for name in names)
                print(f"{label:<46}" + "".join(f"{mean:>13.3f}" for mean in means))


def talk_of(hours: float, transcripts: Sequence[Transcript]) -> list[tuple[str | None, str]]:
    """Speech of about `hours` hours, the transcripts one after the other, again and again."""
    talk: list[tuple[str | None, str]] = []
    said = 0
    while True:
        for transcript in transcripts:
            for cue in transcript.cues:
                talk.append((cue.speaker, cue.text))
                said += cue.text.count(" ") + 1
                if said >= hours * WORDS_PER_HOUR:
                    return talk


def speed(transcripts: Sequence[Transcript]) -> None:
    """Prints seconds of processor time for longer and longer talks, the best of three."""
    answer("", prompt_of(talk_of(1, transcripts)[:200]), SCHEMA)  # start-up: data and compiled patterns
    print(f"\n{'hours':>6}{'words':>10}{'seconds':>10}{'per hour':>10}")
    for hours in (1, 2, 4, 8):
        prompt = prompt_of(talk_of(hours, transcripts))
        taken = []
        for _ in range(3):
            begun = time.process_time()
            answer("", prompt, SCHEMA)
            taken.append(time.process_time() - begun)
        print(f"{hours:>6}{hours * WORDS_PER_HOUR:>10,}{min(taken):>10.2f}{min(taken) / hours:>10.2f}")


def main(argv: Sequence[str]) -> None:
    examples = ROOT / "examples"
    if argv:
        score_path, gold_dir, episodes = (Path(arg) for arg in argv)
        quality(load(score_path), gold_dir, episodes)
        examples = episodes
    found = [path for path in sorted(examples.iterdir()) if path.suffix in {".txt", ".vtt", ".srt"}]
    speed([read(path) for path in found])


if __name__ == "__main__":
    main(sys.argv[1:])

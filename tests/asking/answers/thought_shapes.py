"""Thoughts as they are seen in answers. DRAFT and FINAL stand for two valid objects."""

from __future__ import annotations

from typing import Final

FINAL_WINS: Final = {
    "think": "<think>Maybe DRAFT?</think>FINAL",
    "think on lines of its own": "<think>\nMaybe DRAFT?\n</think>\n\nFINAL",
    "capitals": "<THINK>DRAFT</THINK>FINAL",
    "byte order mark": "\ufeff<think>DRAFT</think>FINAL",
    "blanks first": "  \n\t<think>DRAFT</think>FINAL",
    "okay first": "Okay.\n<think>DRAFT</think>\nFINAL",
    "prose before and after": "Sure! <thinking>DRAFT</thinking> Here it is: FINAL Good luck!",
    "thinking": "<thinking>DRAFT</thinking>FINAL",
    "thought": "<thought>DRAFT</thought>FINAL",
    "thoughts": "<thoughts>DRAFT</thoughts>FINAL",
    "Thought of Marco": "<Thought>\nDRAFT\n</Thought>\n<Output>\nFINAL\n</Output>",
    "reasoning": "<reasoning>DRAFT</reasoning>FINAL",
    "reason": "<reason>DRAFT</reason>FINAL",
    "reflection": "<reflection>DRAFT</reflection>FINAL",
    "analysis in a tag": "<analysis>DRAFT</analysis>FINAL",
    "scratchpad": "<scratchpad>DRAFT</scratchpad>FINAL",
    "inner monologue": "<inner_monologue>DRAFT</inner_monologue>FINAL",
    "antThinking": "<antThinking>DRAFT</antThinking>FINAL",
    "chain of thought": "<chain_of_thought>DRAFT</chain_of_thought>FINAL",
    "thought process": "<thought_process>DRAFT</thought_process>FINAL",
    "Mistral": "[THINK]DRAFT[/THINK]FINAL",
    "Mistral in small letters": "[think]DRAFT[/think]FINAL",
    "Kimi": "◁think▷DRAFT◁/think▷FINAL",
    "Kimi, closing only": "DRAFT◁/think▷FINAL",
    "OpenThinker": "<|begin_of_thought|>DRAFT<|end_of_thought|><|begin_of_solution|>FINAL<|end_of_solution|>",
    "OpenThinker, closing only": "DRAFT<|end_of_thought|>\n\n<|begin_of_solution|>FINAL<|end_of_solution|>",
    "Seed": "<seed:think>DRAFT</seed:think>FINAL",
    "Seed with its budget": "<seed:think>a<seed:cot_budget_reflect>b</seed:cot_budget_reflect>DRAFT"
    "</seed:think>FINAL",
    "MiniMax": "<mm:think>DRAFT</mm:think>FINAL",
    "LongCat": "<longcat_think>DRAFT</longcat_think>FINAL",
    "Hunyuan": "<think:opensource>DRAFT</think:opensource>FINAL",
    "Hunyuan with an answer": "<think>\nDRAFT\n</think>\n<answer>\nFINAL\n</answer>",
    "Command": "<|START_THINKING|>DRAFT<|END_THINKING|><|START_RESPONSE|>FINAL<|END_RESPONSE|>",
    "Gemma": "<|channel>thought\nDRAFT<channel|>FINAL",
    "MedGemma": "<unused94>thought\nDRAFT<unused95>FINAL",
    "Apertus": "<|inner_prefix|>DRAFT<|inner_suffix|>FINAL",
    "Granite": "Here is my thought process: DRAFT\n\nHere is my response: FINAL",
    "Solar": "<|think|>DRAFT<|end|><|begin|>assistant<|content|>FINAL",
    "pipes and a slash": "<|think|>DRAFT<|/think|>FINAL",
    "reasoning start and end": "<|reasoning_start|>DRAFT<|reasoning_end|>FINAL",
    "Ollama in a terminal": "Thinking...\nDRAFT\n...done thinking.\n\nFINAL",
    "Open WebUI": '<details type="reasoning" done="true">\n<summary>T</summary>\nDRAFT\n</details>\nFINAL',
    "attributes": '<think budget="200">DRAFT</think>FINAL',
    "blanks in the tag": "< think >DRAFT</ think >FINAL",
    "closing only": "DRAFT\nHm.</think>\nFINAL",
    "closing only, capitals": "DRAFT</THINK>FINAL",
    "closing only, thinking": "DRAFT</thinking>FINAL",
    "closing only, Mistral": "DRAFT[/THINK]FINAL",
    "closed as something else": "<think>DRAFT</thinking>FINAL",
    "in the middle": "I will answer. <think>DRAFT</think> So: FINAL",
    "several blocks": "<think>a</think>\n<think>DRAFT</think>\nFINAL",
    "several kinds": "<think>DRAFT</think><reflection>DRAFT</reflection>FINAL",
    "nested": "<think>a<think>b</think>DRAFT</think>FINAL",
    "talks of its marker": "<think>I must write <think> first. DRAFT</think>FINAL",
    "draft said, then thought": "DRAFT <think>No.</think> FINAL",
    "said, then thought about": "FINAL\n<think>Good, but DRAFT?</think>",
    "thought, said, thought": "<think>DRAFT</think>FINAL<reflection>Fine.</reflection>",
    "an empty block": "<think></think>FINAL",
    "an empty block, alone": "<think/>FINAL",
    "channels": "<|channel|>analysis<|message|>DRAFT<|end|>"
    "<|start|>assistant<|channel|>final<|message|>FINAL<|return|>",
    "channels with a format": "<|channel|>analysis<|message|>DRAFT<|end|>"
    "<|start|>assistant<|channel|>final <|constrain|>json<|message|>FINAL",
    "channels, final only": "DRAFT<|channel|>final<|message|>FINAL",
    "channels without a start": "<|channel|>analysis<|message|>DRAFT<|channel|>final<|message|>FINAL",
    "channels, text after the end": "<|channel|>analysis<|message|>DRAFT<|end|>FINAL",
    "channels, a commentary": "<|channel|>analysis<|message|>DRAFT<|end|>"
    "<|channel|>commentary<|message|>DRAFT<|end|>"
    "<|channel|>final<|message|>FINAL",
    "channels, handed to a tool": "<|channel|>analysis<|message|>DRAFT<|end|>"
    "<|start|>assistant<|channel|>commentary to=functions.out <|constrain|>json<|message|>FINAL<|call|>",
    "channels, mangled": "analysisWe could say DRAFT.assistantfinalFINAL",
    "channels, mangled with a line": "analysis\nWe could say DRAFT.\nassistantfinal\nFINAL",
    "channels, mangled with more": "analysisDRAFTassistantanalysisDRAFTassistantfinalFINAL",
    "a lone brace in thoughts": "<think>Use { and not }} or {{x}}.</think>FINAL",
    "a lone brace, closing only": "Begin with { then.</think>FINAL",
    "an open object in thoughts": '<think>{"name": "dra</think>FINAL',
    "an open object, closing only": 'It begins {"name": "dra\n</think>\nFINAL',
    "an open quote in thoughts": '<think>He said "go.</think>FINAL',
    "a marker in a draft": '<think>{"name": "</think>"} DRAFT</think>FINAL',
    "a fence after thoughts": "<think>DRAFT</think>\n```json\nFINAL\n```",
    "thoughts in a fence": "```\n<think>DRAFT</think>\nFINAL\n```",
}
"""The final object is the answer."""

NOTHING_FINAL: Final = {
    "never closed": "<think>Maybe DRAFT",
    "never closed, in the middle": "Okay. <thinking>DRAFT",
    "never closed, Mistral": "[THINK]DRAFT",
    "never closed, Kimi": "◁think▷DRAFT",
    "opened anew": "<think>a</think><think>DRAFT",
    "a draft before what is never closed": "DRAFT <think>No, because",
    "channels without a final one": "<|channel|>analysis<|message|>DRAFT",
    "channels, mangled without a final one": "analysisWe could say DRAFT",
    "channels, only a commentary": "<|channel|>commentary<|message|>DRAFT",
    "final begins": "<think>DRAFT</think>HALF",
    "final begins, closing only": "DRAFT</think>HALF",
    "final begins, channels": "<|channel|>analysis<|message|>DRAFT<|channel|>final<|message|>HALF",
    "no thoughts seen": "First DRAFT. On reflection: HALF",
    "no thoughts seen, in fences": "```json\nDRAFT\n```\nBetter:\n```json\nHALF",
    "a brace at the very end": "DRAFT Better: {",
}
"""The answer is not complete."""

NOTHING_SAID: Final = {
    "thoughts only": "<think>DRAFT</think>",
    "thoughts only, closing only": "DRAFT</think>",
    "thoughts and prose": "<think>DRAFT</think> I cannot answer this.",
}
"""No answer was given."""

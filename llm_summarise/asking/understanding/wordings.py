"""What servers say in words, by what is meant: one pattern a line, each of a kind that several of them use.

They never meet the prompt or the answer, which are cut out before, and no more than some thousand characters.
"""

from __future__ import annotations

import re
from typing import Final


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


TOO_LARGE_FOR_LIMIT: Final = _any_of(
    r"request too large for|for long context requests|reduce your message size"
    r"|(input|output) tokens must be reduced",
    r"too large for (the|your) (\w+ )?(rate|token)s?.{0,20}limit",
)
BY_THE_MONTH: Final = _any_of(
    r"\blimit: 0\b|per month\b|/ ?month\b|(for|of) (the|this) month\b|每月|本月",
    r"monthly (\w+ ){0,3}(limit|quota|credits?|cap|allowance|budget|spend)",
)
BY_THE_DAY: Final = _any_of(
    r"\b(per|a|each)[- ]day\b|/ ?day\b|\b[TR]PD\b|\bdaily\b|per_?day|for today|\btoday's\b",
    r"(per|every|in|last) 24 ?h|\d[- ]?h(ou)?rs? (\w+ )?limit|24-hour|\b[TR]PH\b|per hour|\bhourly\b|每[日天]"
    r"|[今当]日|小时的?使用上限",
)
BY_THE_WEEK: Final = _any_of(r"\bweekly\b|(per|this|a|each) week\b|[每本]周")
LOADING: Final = _any_of(
    r"(?<!error )(?<!while )(?<!failed )\bloading (the )?model|model .{0,120}(is|still) (\w+ )?(loading"
    r"|initiali[sz]ing|warming)",
    r"model is (not ready|not yet ready|starting)|cold.?start|being loaded",
)
BY_THE_MINUTE: Final = _any_of(
    r"rate[-_ ]?limit|too many (requests|tokens, please wait)|throttl|slow down",
    r"(requests?|tokens?|queries|calls|messages) ?(per|/) ?(min|sec)|per[-_ ]?(minute|second)|\b[TR]P[MS]\b",
    r"并发|频率|限流|速率|请求过多|(try|retry|again) (again )?(in|after) ~?\d|concurren|too (fast|quickly)"
    r"|(request|call)s? (quota"
    r"|frequency)",
)

ACCOUNT_CLOSED: Final = _any_of(
    r"(account|organi[sz]ation) .{0,60}(deactivated|disabled|banned|terminated|blocked|closed|restricted)"
    r"|access (was|has been) terminated"
)
FLAGGED: Final = _any_of(
    r"\bflagged\b|moderation|content (\w+ )?(policy|policies|filter|filtering|filters|management|violation)",
    r"\b(safety|acceptable use|usage policy|usage policies|harmful|inappropriate|offensive|objectionable)\b",
    r"(prohibited|sensitive|unsafe|disallowed|blocked|risky) (\w+ )?(content|use|words?|topic|input|prompt)",
    r"recitation|guardrail.{0,20}(intervened|triggered|blocked)|violat\w{1,20} .{0,40}(polic|guideline"
    r"|terms)",
    r"(prompt|input|content|output|response|message) (was |has been |is |were )?(blocked|filtered"
    r"|rejected|censored)",
    r"contain(s|ing)? (\w+ )?sensitive|\bnew_sensitive\b|敏感|违规|不安全|content exists risk|risk control"
    r"|copyright|cannot assist with",
)

MAX_TOKENS_UNPAID: Final = _any_of(r"more credits, or fewer max_tokens|can only afford")
MONEY: Final = _any_of(
    r"credit balance|insufficient[_ ](\w+ )?(funds|balance|credits?|quota)|not enough (\w+ )?(credits?"
    r"|balance|funds)",
    r"(out of|no|any|all available|more|add|purchase|buy|requires?) (\w+ )?credits|credits? (are |is "
    r"|have been )?"
    r"(exhausted|used up|depleted|expired)",
    r"payment (is )?required|(spend|spending|billing|credit|cost|key|usage) (hard |soft )?limits? ?(has"
    r"|have|was|is|of|been"
    r"|exceeded|reached|\()",
    r"exceeded (your|its|the) (\w+ )?(quota|credits|budget)|quota (is |has been |was )?(exceeded"
    r"|exhausted|used up|reached)",
    r"budget (has been )?exceeded|(over|exceeded) ?budget|API usage limits|(hit|reached"
    r"|exceeded) .{0,30}spend\w{0,20} (limit|cap)",
    r"account is not active|overdue|unpaid|arrears|past due|failure to pay|free (trial|tier"
    r"|quota) .{0,40}(ended|expired|over|exhausted|used up)",
    r"billing (is )?(not (active|enabled)|disabled)|enable billing|payment method|top up|recharge"
    r"|subscription .{0,20}expired",
    r"balance is (too )?(low|not|zero|negative|insufficient)|quota (\(\d+\) )?reached|service has been paused"
    r"|余额不足|欠费"
    r"|额度(不足|已)|资源包|请充值|overdue balance|prompt tokens limit exceeded",
    r"monthly (\w+ ){0,3}(limit|quota|credits?|cap|allowance|budget|spend)",
)

BALANCE: Final = _any_of(r"insufficient (\w+ )?balance|余额不足")

API_KEY: Final = _any_of(
    r"(invalid|incorrect|wrong|missing|expired|bad|revoked|no|unrecognized|malformed) (x-)?"
    r"(api[-_ ]?(key|token)|auth\w{0,20} (credentials|key|token)|(access|bearer) token|credentials)\b",
    r"(api[-_ ]?key|access token|security token|credentials?) ?(\w{1,40} ){0,4}(is |was |not |has "
    r"|does not )(\w+ )?"
    r"(valid|invalid|found|set|expired|leaked|provided|incorrect|included|wrong|authorized|disabled"
    r"|revoked|exist)",
    r"account .{0,60}suspended|reported as leaked|(requires?|provide) (an? )?(valid )?(api[-_ ]?key"
    r"|authentication)\b",
    r"令牌|密钥|鉴权|has not been used in project|API .{0,80}is disabled|API (is )?not enabled"
    r"|missing scopes?"
    r"|invalid authenti",
)
KEY: Final = _any_of(
    r"(invalid|incorrect|wrong|missing|expired|bad|revoked|no|unknown) (\w+ ){0,2}(key|token|signature"
    r"|login)\b",
    r"\b(virtual |proxy )?(key|token) (is |was |has )?(\w+ )?(expected|passed|expired|invalid|disabled"
    r"|revoked)",
)
COUNTRY: Final = _any_of(
    r"(country|region|territory|location)(, \w+,? or \w+)? (is |are )?(currently )?(not|isn't"
    r"|un) ?(supported|available|allowed)",
    r"(not|isn't|un) ?(supported|available|allowed|offered|provided) (in|from|for) (your|this"
    r"|the) (current )?"
    r"(country|region|territory|location|area|network|ip)|unsupported (country|region|location)",
    r"geo.?(block|restrict|fenc)|(country|region|territory|location) (is |are )?(restricted|blocked)"
    r"|not available in \w+ ?(yet)?\W*\Z|sanction|embargo|export control",
)
NETWORK: Final = _any_of(
    r"virtual network|firewall|private endpoint|network (settings|policy|security|access)|zscaler"
    r"|forcepoint|\bproxy\b|\bVPN\b",
    r"\bip( address)?( \S{1,60})? (is |has been )?(not (allowed|authorized|whitelisted|permitted)|blocked"
    r"|denied|banned)",
    r"error code: 10\d\d|you have been blocked|not in (the )?(ip )?(allow|white) ?list|your (ip|network"
    r"|country|region)\b",
    r"blocked by (\w+ ){0,3}(policy|administrator|rule|security)|access (from|by) .{0,60}(denied|blocked"
    r"|not allowed)",
    r"access to this (site|website|page|category)|just a moment|captcha|attention required|web filter",
)

TOO_LONG: Final = _any_of(
    r"context[-_ ](length|window|size|limit|overflow)|maximum context|n_ctx|max_model_len"
    r"|max_position_embeddings",
    r"(context|input|prompt) (the )?overflow|too many (input |total |prompt )?tokens(?!, please wait)"
    r"|token limit",
    r"(prompt|input|request|messages?|text|payload|body|transcript|conversation) (is |are |was "
    r"|entity )?too (long|large|big)",
    r"exceed(s|ed|ing)? .{0,60}(context|maximum (number of )?tokens|maximum (input|length)|input limit"
    r"|max_seq_len)",
    r"`inputs`( tokens \+ `max_new_tokens`)? must (be|have)|input token count|maximum number of tokens"
    r"|max(imum)? input",
    r"total number of tokens|expected maxlength|tokens? \(?\d+\)? exceeds?"
    r"|reduce the (length|size|number)(?! of max)",
    r"number of (input |prompt )?tokens .{0,30}exceed|超长|过长|长度.{0,6}超|超.{0,6}(长度|上下文)",
    r"(provide|use|try using|send) (a )?shorter (input|prompt|message)|input length"
    r"|longer than the (model|max)",
)
MEMORY: Final = _any_of(
    r"out of (\w+ )?memory|\bOOM\b|more (system |gpu |video )?memory|(insufficient|not enough"
    r"|enough) (\w+ )?memory",
    r"memory (\w+ )?(exhausted|insufficient)|(failed|unable|cannot|could not) (to )?allocate|cudamalloc"
    r"|alloc_failed",
    r"insufficient (system )?resources|kv cache is full|OutOfMemory",
)
SYSTEM: Final = _any_of(
    r"roles? must alternate|(system|developer) (role|message|prompt|instruction)s?( role)? ?(is "
    r"|are )?(currently )?"
    r"(not |un)(supported|allowed|enabled|permitted|available|accepted)",
    r"(does not|doesn't|do not|not) (support|accept|allow)(ed)?( the| a| use of)?,? ['\"`]?(system"
    r"|developer)(?! schema)",
    r"developer instruction is not|only (supports? )?['\"`]?user['\"`]?(,| and|/| or) ?['\"`]?(assistant"
    r"|model)",
    r"(role|roles).{0,60}got ['\"`]?system|(unknown|invalid|unsupported"
    r"|unexpected) (message )?role:? ?['\"`(]*system",
    r"no system (role|prompt)|role ['\"`]?system['\"`]? (is )?(not|un)|first message must be .{0,10}user",
)
GRAMMAR: Final = _any_of(r"(compiled|resulting) grammar|grammar (is )?too (large|complex)")
SCHEMA: Final = _any_of(
    r"did not (output|generate|produce|return) (a )?valid json",
    r"response[-_ ]?format|json[-_ ]?schema|structured[-_ ]?outputs?|structured generation|text\.format"
    r"|response_?schema",
    r"guided[-_ ]?(json|decoding)|\bgrammar|input_schema|output_format|output_config|response_mime_type"
    r"|too many states",
    r"json[-_ ](mode|object|output)|required for format|constrained (decoding|generation)|xgrammar|outlines",
    r"schema .{0,40}(not support|unsupported|invalid|too (complex|large|deep)|error|reject)|(invalid"
    r"|unsupported|complex) schema",
    r"not support (\w+ )?(schemas?|json|tools|tool use|tool_choice|function)|no endpoints found that"
    r"|tool.?choice",
    r"failed to (generate|validate|parse) json|tool use.{0,30}not support|function.?call\w{0,20} (is "
    r"|are )?(not|un)",
)
SEED: Final = _any_of(
    r"(argument|parameter|option|field|name|property|key|support\w{0,20}) .{0,9}\b(random_)?seed\b",
    r"\b(random_)?seed\b['\"`]? (is|parameter|must|should|cannot|not)",
)

NOT_LOADED: Final = _any_of(
    r"no models? (is |are )?(currently )?loaded|please load a model|model (is )?(unloaded|not loaded)"
)
PULL: Final = _any_of(r"try pulling it first|pull (it|the model) first")
ACCOUNT_SETTINGS: Final = _any_of(
    r"data policy|privacy settings|guardrail restrictions|all providers have been ignored"
    r"|no allowed providers"
)
_GONE: Final = (
    r"(not found|does ?n[o']t exist|do not exist|not exist|unknown|not (supported|available|deployed|enabled)"
    r"|not a (valid|supported|known) model|invalid|decommissioned|deprecated|retired|no longer|unavailable"
    r"|shut ?down|discontinued|removed|disabled|paused)"
)
MODEL: Final = _any_of(
    r"\bmodels?:? ?(?!output|response|answer|returned|produced|generat|param)['\"`(]?[\w./:@-]{0,80}['\"`)]?"
    r" (id |name |identifier )?(is |was |has been |does |are )?(a |currently |not )?" + _GONE,
    r"(unknown|invalid|unsupported|no such|unrecognized|nonexistent|not a (valid|supported|known))"
    r" model\b(?! (output|response|answer|param|config))|not found for api version|\Amodel: \S+\Z",
    r"(not|n't) have (\w+ )?access to .{0,30}model|not (authorized|allowed) to (access|invoke"
    r"|use) .{0,20}model"
    r"|no access to .{0,20}model",
    r"access to (the |this )?model|verified to use (the )?model|model .{0,80}(gated|requires terms)",
    r"not activated the model|marked .{0,40}\blegacy\b|only supported in v1/|use case details"
    r"|endpoint is (paused|stopped)"
    r"|function '[\w-]{4,60}': not found|模型.{0,30}(不存在|未开通|未激活|下线|不可用)|无可用渠道"
    r"|no available channel"
    r"|on-demand throughput isn.t supported|non-serverless|no endpoints found for|model access (is )?denied"
    r"|deployment .{0,40}(does not exist|not found)|model identifier is invalid",
)
SOME_MODEL: Final = _any_of(r"\bmodels?\b[^.]{0,120}" + _GONE, r"model .{0,80}restricted")
ADDRESS: Final = _any_of(
    r"page not found|\A(error: )?(the )?(requested )?(resource |route |path |endpoint "
    r"|url )?(was )?not found\W*\Z",
    r"cannot post|no handler|invalid url|unexpected endpoint|file not found|no route"
    r"|not found on this server",
    r"method not allowed|unknown (request )?url|route .{0,60}not found|no such (route|endpoint|path)"
    r"|wrong api endpoint",
)

BUSY: Final = _any_of(
    r"负载|繁忙|overloaded|unavailable|high demand|at capacity|capacity (exceeded|reached)|server (is )?busy"
    r"|no healthy|try again later"
)
DEGRADED: Final = _any_of(r"degraded function")
CRASHED: Final = _any_of(r"model (has )?crashed|exit code: \d|engine .{0,20}(died|dead)|runner process")
PERMISSION: Final = _any_of(
    r"permission|not authori[sz]ed|unauthori[sz]ed|\bapi[-_ ]?key|\bscopes?\b|credential|authenticat"
    r"|\btoken\b"
)

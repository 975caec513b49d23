"""What keeps a sentence from standing alone: it leans on others, is chat, or is half a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from llm_summarise.extractive.selection.spoken_phrases import CALLING, CHAT, FINITE, anywhere, first, tidy

_LEANS_BACK = first(r"""
    it  it's  it'd  it'll  that  that's  that'd  that'll  this  these  those  they  they're  they've
    they'll  they'd  he  she  he's  she's  him  his  her  their  them  its  which  who  whom  whose  what
    what's  why  whether  where  how  because  cause  and  or  nor  but  so  then  than  also  again
    another  otherwise  anyway  such  instead  especially  including  like  about  of  not(?! every| all)
    same  similarly  likewise  meanwhile  both  either  neither  here  here's  is  are  was  were  do  does
    did  can  could  would  will  should  has  have  had  one  ones  even  just  only  kind of  sort of
    until  unless  next  depending  except  plus  versus  rather  whereas  back  up  down  out  over  still
    already  later  before  after  speaking  talking  going  getting  being  having  doing  sounds  adds
    makes  gives  means  looks  works  helps  takes  gets  goes  comes  keeps  lets  allows  depends  seems
    feels  turns  uses  runs  needs  at (?:least|this|that|the same|some point)
    to (?:that|this|me|be|your|answer)
    in (?:this|that|those|these|which|here|there|my|our|your|the (?:first|second|same|end|beginning|past))
    for (?:me|us|that|this|those|these|example|instance)  by (?:that|this)  from (?:there|that|here|my|this)
    on (?:this|these|those|that|top of|the (?:other|flip|one) (?:hand|side)|my|our|your)
    with (?:that|this|those|these|my|our|your)  as (?:you|i|we|part|a|an|far|the)
    (?:some|all|most|many|each|both|none|half|part|a lot|lots|any|one) of (?:the|them|th[eo]se|that|it|our|my)
    there(?!'s no | is no | are no |'s always | is always |'s nothing | is nothing )
    the (?:other|next|second|third|last|first|latter|former|same|question|article|book|talk|video|episode)
    the (?:one|ones|reason i|guy|way i|thing i|two|three|answer|title|example|result|rest)
    (?:my|our|your) \w+
""")
"""A beginning that needs the sentence before it."""

_CHATS = first(r"""
    let  let's  tell  give  go  look  check  imagine  say  take  think  remember  suppose  pretend  put
    sorry  yet  really  quite  very  hello  hi  thanks  thank  welcome  please  sure  exactly  no  yes  yeah
    probably  maybe  perhaps  well  right  now  okay  ok  oh  um  uh  whatever  hopefully  apparently  last
    recently  eventually  somebody  someone  a (?:couple|few|bunch|bit|lot of times)  obviously  basically
    actually  today  yesterday  tomorrow  head over  cool  long story  short story  lots of  tons of
    always (?!the)  definitely  certainly  preferably  final  nice to  good to  great to  glad to  fun to
    happy to  best  most of all  first of all
    you(?:'re| are| were) (?:right|not|like|kind|talking|saying|the|basically|going|just|probably|also)
    you can say  you (?:said|mentioned|had|did|got|wrote|and i|also|know|guys|just|see|basically)  you've
""")
"""A beginning as talk has it, but no page: somebody is spoken to, or hesitates."""
_TELLS = first(r"""
    i(?:'m| am|'ve| have|'d| had)
    i (?:was|did|had|got|went|came|saw|used|wrote|built|made|started|worked|work|just|also|actually|joined)
    i (?:live|lived|studied|grew|said|told|thought|met|found|took|gave|ran|tried|wanted|know|knew|mean|use)
    i (?:should|haven't|hadn't|didn't|wasn't|don't have)  we (?:should have|could have|haven't)
    i (?:lead|run|remember|needed|decided|ended|talked|spoke|literally|switched|moved|teach|do|can|could)
    (?:we|they)(?:'ve|'d|'re| are| were| did| had| got| went| came| saw| used| wrote| built| made| started)
    we (?:just|also|actually|have|try|do|use|support|call|generate|found|took)
    when (?:i|we|he|she|they|it|that|this)
    if (?:i|it|that|this|they|he|she|we|not|so|any(?:one|body)|someone)  (?:i|we|they) (?:\w+ )?\w{3,}ed
""")
"""Somebody tells of himself or of the day."""
_ROUGH = (
    re.compile(
        r"\b(?:the|an?|of|to|for|with|in|is|are|from|by|as|at|my|your|our|their|its|into|be|can|will|would|than|"
        r"about|i|we|it's|that's|we're|you're|they're|i'm|was|were|has|have|and|or|very|really|these|those|every|"
        r"this|if|you|because|when|more|some|become|through|either|fundamentally|probably|basically|mostly|again|"
        r"could|should|might|do|does|actually|still),(?!\w)|\bwell,|\blike not\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?!(?:had|that)\b)([\w']+),? \1\b|\b(\w+ [\w']+),? \2\b|\b((?:[\w']+ ){2,6}[\w']+),? \3\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:but|and|so|or|the|an?|to|of|which|that|with|for|by|as|is|are|if|because|my|your|at|from|like|yes|"
        r"necessarily|as much|though|too|either|again|there|here|also)[.!]$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:the|most|every\w*|your) [^,]+, (?:it|that|they|there|he|she|i|you|we)\b", re.IGNORECASE),
    re.compile(r"^\w+(?: \w+){0,4}, (?:it's|that's|they're|there's|it is)\b", re.IGNORECASE),
    re.compile(r"\b(\w{4,}?)s?, (?:\w+ ){0,3}\1s?\b|\b[A-Za-z]+\.[a-z]+\b", re.IGNORECASE),
    re.compile(r"^[^,]+, (?:even )?(?:if|when) [^,]+, (?:it|that|they|you)\b", re.IGNORECASE),
    re.compile(r"\b(?:under|of|at|for|with) (?:of|at|for|with|from|to|by)\b", re.IGNORECASE),
    re.compile(r"\.\.|…|--| [–-] |\?|\"|“|: |(?<!\w)(?<!\w['\"”’)])[.!]['\"”’]?$"),
    re.compile(
        r"^\W*(?:we|i|you|it|they|there|people)(?:'\w+)? (?:\S+ ){0,2}\S+, (?:we|i|you|it|they)\b",
        re.IGNORECASE,
    ),
    anywhere(r"""
    uh  um  hmm  gonna  wanna  gotta  blah  yeah  yep  whatnot  y'all  et cetera  you know  i mean  kind of
    sort of  i guess  or whatever  oh  ah  hey  out there  best friend  by the way  there(?=,)  right(?=,)
    okay  ones  the one who  and stuff  something like that  things like that  something like (?:with|in|at)
    little bit  and so on  or something  all that  good one  good question  not sure  i don't know  have you
    as i said  for sure  mentioned  talk(?:ed|ing)? about  sign up  get your  your users  webinar
    newsletter  bonus  coupon  discount  for example(?=\.)  as well(?=\.)
"""),
    re.compile(r", (?:sure|basically|probably|actually|i think)\b|\bwell,", re.IGNORECASE),
)
"""False starts, stammering, fillers, and sentences cut in the middle."""
_ING = re.compile(r"^\W*\w{2,}ing\b", re.IGNORECASE)
_OF_ING = re.compile(
    r"(?<!that )(?<!you )(?<!they )(?<!it )(?<!which )(?<!we )(?<!there )\b(?:is|are|was|makes?|gives?|can|"
    r"will|lets?|takes?|means?|matters|works|helps?|requires?|isn't|doesn't|has)\b",
    re.IGNORECASE,
)
"""A verb that a participle at the beginning may be the subject of."""
_MORE_VERBS = anywhere(r"""
    keeps?  hates?  loves  looks  stands  seems?  feels?  becomes?  provides?  requires?  enables?  tends?
    happens?  depends?  matters  costs  shows  changes  lives  brings?  grows?  stops  breaks  fails?  falls
    leads  follows  wins  pays?  buys?  sells?  learns?  thinks?  believes?  turns  moves  holds  includes?
    offers  solves?  spends?  saves?  scales  speaks?  understands?  exists?  likes  prefers?  cares  expects?
    hurts  tries  try  trusts  takes?  sits?  starts  preserves?  supports
""")
"""Verbs of claims beside those of `FINITE`."""
_REASON = re.compile(r"\bbecause\b|, (?:which|who|where)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r"\b(?:that|which|who|if|when|because|where|how|what|why|whether)\b", re.IGNORECASE)
_LIKE = re.compile(r"\blike\b")
_COMPARES = re.compile(
    r"(?:\b(?:looks?|looking|feels?|sounds?|seems?|something|anything|nothing|thing|would|i|you|we|they|people|much|more|"
    r"i'd|don't|didn't|exactly|behaves?|works?|acts?)|[a-rt-z]s(?<!\bis)(?<!\bas)(?<!\bus)(?<!\bwas)(?<!\bhas)(?<!\bdoes)"
    r"(?<!\bits)),? $",
    re.IGNORECASE,
)
"""What "like" follows where it compares, and is no filler."""
_SPOKEN_OF = first("i  you  we  they  people  nobody  everybody  everyone")
"""A subject that a verb follows, whichever it is."""
CLAUSE = first(
    r"if  when  every time  once  although  though  while  since  as  whenever  by \w+ing  in order  given"
)
_MAIN = re.compile(
    r"(?:,|\bthen\b) (?!(?:or|and|if|which|because|like|whatever|especially|even|maybe|who|where)\b)"
    r"(?:\S+ ){2,}|^\W*when \S+ing\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*[A-Z][\w.' ]{1,40}:|\.(?:fm|com|io|org|net)\b|^[A-Z]\w+(?: [A-Z]\w+)?, (?:I|you|we)\b"
)


def leans_back(text: str) -> bool:
    """Whether a sentence begins as one does that needs the one before."""
    return _LEANS_BACK.match(tidy(text)) is not None


def is_faulty(shown: str) -> bool:
    """Whether a tidied sentence with plain apostrophes cannot be printed alone at all."""
    return any(fault(shown) for fault in _FAULTS)


def _verbless(main: str, shown: str) -> bool:
    """Whether a sentence is a noun with a relative clause, by the words before the first clause, `main`."""
    return not (_verbs(main) or _SPOKEN_OF.match(main)) and (main.count(" ") > 4 or _verbs(shown) < 2)


def _verbs(text: str) -> int:
    """How many words may be the verb of a clause."""
    return len(FINITE.findall(text)) + len(_MORE_VERBS.findall(text))


_FAULTS: tuple[Callable[[str], object], ...] = (
    _LEANS_BACK.match,
    _CHATS.match,
    _TELLS.match,
    *(rough.search for rough in _ROUGH),
    _LABEL.search,
    CHAT.search,
    CALLING.match,
    lambda shown: not _SPOKEN_OF.match(shown) and not _verbs(_REASON.split(shown)[0]),
    lambda shown: _verbs(shown) < len(_SUBORDINATE.findall(shown)),
    lambda shown: _verbless(_SUBORDINATE.split(shown)[0], shown),
    lambda shown: any(not _COMPARES.search(shown, 0, at.start()) for at in _LIKE.finditer(shown)),
    lambda shown: _ING.match(shown) and not _OF_ING.search(re.split(",", _SUBORDINATE.split(shown)[0])[0]),
    lambda shown: CLAUSE.match(shown) and not _MAIN.search(shown),
    lambda shown: shown.count(",") * 5 > shown.count(" ") + 5,
)
"""What keeps a sentence from being printed at all."""

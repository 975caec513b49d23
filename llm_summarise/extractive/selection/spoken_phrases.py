"""Wordings that mark a sentence: fillers, small talk, beginnings that lean on what was said before.

Phrases are regular expressions without regard to case, parted by two blanks or a new line.
"""

from __future__ import annotations

import re


def _any_of(phrases: str) -> str:
    """The alternatives of a list of phrases."""
    return "(?:" + "|".join(part for part in re.split(r"\s{2,}|\n", phrases.strip()) if part) + ")"


def anywhere(phrases: str) -> re.Pattern[str]:
    """Any of the phrases as whole words."""
    return re.compile(rf"\b{_any_of(phrases)}\b", re.IGNORECASE)


def first(phrases: str) -> re.Pattern[str]:
    """Any of the phrases at the beginning, after marks."""
    return re.compile(rf"^\W*{_any_of(phrases)}\b", re.IGNORECASE)


_ALWAYS_IDLE = _any_of(r"""
    yeah  yep  yes  oh  ah  uh  um  hmm  so  and  but  or  okay  ok  all right  alright  anyway  wow  hey
    actually  basically  you know  i mean  i think  i guess  i would say  i'd say  i feel like  wait
    like (?=i\b|you\b|we\b|they\b|it\b|the\b|an?\b|this\b|that\b|there\b|if\b|when\b|your\b|our\b|my\b)
""")
_IDLE_BEFORE_A_COMMA = _any_of(r"""
    no  right  well  now  like  cool  nice  awesome  great  exactly  sure  absolutely  also  of course
    definitely  interesting  then  plus  to be honest  for example  for instance  in fact  honestly  again
    obviously  first of all  in general  totally  true  correct  good
""")
_LEADING = re.compile(
    rf"^(?:\W*\b(?:{_ALWAYS_IDLE}\b(?![-'’]\w)(?:[,.!;:]|\.\.\.)?|{_IDLE_BEFORE_A_COMMA}(?:[,.!;:]|\.\.\.))\s*)+",
    re.IGNORECASE,
)

FILLER = anywhere(r"""
    you know  i mean  i guess  kind of  sort of  or whatever  and stuff  blah  uh  um  i don't know  gonna
    whatnot  like(?=,)  right(?=\?)  et cetera  something like that  i'm like  was like  it's like  oh
    a hundred percent
""")
HANGING = first(r"""
    it  it's  that  that's  this  these  those  they  they're  he  she  he's  she's  there  which  one
    his  her  their  them  him
""")
"""A subject that was named before."""
CHAT = anywhere(r"""
    welcome  thanks?  thank you  great to (?:have|be)  happy to be  nice to (?:meet|see)  show notes
    subscribe  youtube  live stream  listen(?:ers?|ing)  this episode  the show  podcast  the audience
    talk python  i'll (?:put|link)  congrat\w*  my screen  on (?:the|your) screen
    (?:as|like) (?:you|i) said  out there says?
    you(?:'ve)? (?:\w+ )?(?:said|mentioned|talked|called|wrote|used|pointed|brought)
    your (?:talk|episode|course|book|post|article|interview)  let me  let's  give us  tell (?:us|people)
    let you go
    talk us  walk us  if you click  top (?:left|right)  scroll  my wife  kids?
    going to (?:talk|cover|discuss)  if you go to  i'm still  called (?:me|us)
    (?:in|on) the (?:chat|audience)  my (?:mom|dad|mother|father)  the questions? (?:out|from)
    github\.com  go search  chapter \w+  in the book  (?:this|that|an?) (?:article|blog post|video|tweet)
    (?:we've|i've) got (?:this|a|some)  says  the chat  my (?:first|last|own) (?:book|talk|job|course)
    my book  send (?:prs|me)  reach out  check (?:it|them) out  shout ?out  pronounc\w+
    i'm (?:a|an|not|going|gonna|trying|thinking|looking|sure|curious)  i'll  last name
    hear (?:more )?about  we'll  i (?:believe|don't remember|remember|forget)  bear with
""")
"""Small talk, or talk about the conversation itself."""
DEPENDENT = first(r"""
    about  then  whereas  of (?:those|these|them|course)  another  again  meanwhile  otherwise  by the way
    (?:is|are|was|were|do|does|did) (?:this|that|the|it|you|they)
    there(?:'s| is) (?:a|an|also|some|this|these)  or  nor  not (?:to|that|with|for|sure)
    with (?:that|this|those|these)  same  and  because  what  talked  which  who  whose  how  where
    whether  than  unless  until  so that  even if  like  many things  that way  let's  give  tell
    talk us  such as  depending  especially  instead of  at least  not just
""")
CONDITION = first("if  when  although  though  while  since  even though  once  as")
MAIN_CLAUSE = re.compile(r",\s+(?:\S+\s+){3}")
FINITE = anywhere(r"""
    is  are  was  were  be  has  have  had  can  could  will  would  should  must  may  might  do  does
    did  don't  doesn't  didn't  can't  won't  isn't  aren't  wasn't  \w+'(?:s|re|ve|ll|d|m)  needs?
    wants?  gets?  got  makes?  made  uses?  used  works?  worked  runs?  lets?  helps?  know  think  came
    comes?  goes?  went  takes?  gives?  says?  said  found  find  wrote  built  write  build  see  saw
    tell  allows?  means?  \w{4,}ed
""")
"""A verb that makes a sentence of words."""
CLAIM = anywhere(r"""
    means  lets  allows  helps?  problems?  need  needs  key  makes  is (?:an?|the)  are (?:an?|the)
    used for  (?:is|are) (?:not|never|really|very|often|usually|more|less|much)  has to  have to  can't
    cannot  don't  it's (?:better|worse|easier|harder)  most of  difference  works? (?:well|best|better)
""")
"""A statement about how something is."""
_UNITS = (
    "percent|times|seconds?|minutes?|hours?|days|weeks|months|years|gigs?|gigabytes|megabytes|kilobytes|dollars|"
    "euros|lines|rows|requests|users"
)
STRONG_CLAIM = anywhere(
    r"""
    should  must  never  always  important  because
    (?:better|worse|easier|harder|faster|cheaper|more|less) than  more \w+ than  less \w+ than
    best (?:way|thing|practice)  the (?:trick|secret|downside|upside|benefit|advantage)
    the (?:point|reason|problem|key|idea|goal|danger|risk|beauty) (?:is|of|with)  advice  turn(?:s|ed) out
    lesson  instead of  rather than  matters?  the more  without  don't have to  in order to  worth
    only if  unless  as long as  (?:twice|half|double) (?:as|the|of)  tends? to  depends? on  trade-?offs?
    (?:\d[\d.,]*|two|three|four|five|ten|twenty|fifty|hundred|thousand|million|billion) (?:__UNITS__)
""".replace("__UNITS__", _UNITS)
)
"""A general claim, advice, or a result."""
ANECDOTE = first(r"""
    my name  my (?:first|last|own|friend|colleague|background|job|wife|dad|team|boss|company)
    i(?:'m| am|'ve| have|'d| had)
    (?:i|we) (?:was|were|did|had|got|went|came|saw|used|wrote|built|made|started|worked|work|just|also)
    (?:i|we) (?:actually|joined|lived?|studied|grew|said|told|thought|met|found|took|gave|ran|tried|wanted)
    we (?:have|try|do|use|support|call)
    we(?:'ve|'d| would|'re (?:using|on|in|at|the|going|just|trying|also|kind))  probably  maybe
    (?:so )?now  well  sorry  go  look  make a  spin up  configure
    (?:i|we) (?:remember|needed|decided|ended|talked|spoke|literally|all|are all)
    we(?:'re| are|'ve| have) (?:an?|all|got|been|had|done|based|here)  when i  when we
    last (?:year|week|month|time)  this (?:year|week|morning)  the other day  yesterday  recently
    a (?:few|couple of) (?:years|weeks|months|days) ago  years ago  eventually  one (?:day|time)
    back (?:in|then)  he  she  at (?:that|the) time  in (?:the book|\d{4})
    you(?:'re| are|'ve| have) (?:also|got|a|been|the|just)
    you (?:also|just|were|did|had|wrote|went|came|worked)  speaking about  for the (?:keynote|talk|demo)
""")
"""Somebody tells of himself or of the day, which is no statement about the subject."""
MYSELF = anywhere("i  i'm  i've  i'd  i'll  me  my  mine")
VAGUE_START = re.compile(
    r"^(?:\W*\w+){0,3}?\W*\b(?:it|that|this|these|those|they|them|he|she|him|here|there|one|ones|stuff|things)\b",
    re.IGNORECASE,
)
"""A word among the first four that only what was said before explains."""
GENERIC = anywhere(r"""
    you  your  people  developers?  everyone  everybody  anyone  companies  teams?  users?  programmers?
    nobody
""")
"""Whom a general statement is about."""
PROCEDURE = first(r"""
    for example  you would  you can also  you could  if you (?:go|look|click)  imagine
    first (?:one|of all)  another one  right at  we have  you(?:'ve| have) got
""")
"""A description of steps, of no use out of its place."""
CALLING = re.compile(r"^[A-Z][a-z]+, (?!(?:and|or|[A-Z])\b)")
"""Somebody is called by name."""
FORMULA = anywhere(r"""
    this is [^.]{0,40}?,? episode  episode (?:number )?\d+  episode number  welcome to  your host
    recorded (?:on )?\w+ \d  follow me  subscribe  brought to you by  sponsored by  are you ready
    listening to  live from  weekly podcast  number one podcast  the language,? the librar  personalities
    psf fellow  past episodes  thanks again  special episode  recorded
""")
"""What a show says in every episode; a cold open ends with it."""
ABOUT = anywhere(r"""
    (?:i(?:'m| am|'ll be)?|we(?:'re| are|'ll be)?|you'll)\s+(?:talk|speak|join|chat|meet|interview)\w*
    we'll\s+(?:dig|dive|discuss|talk)  (?:is|are) (?:here|back)  (?:in|on) this episode  you'll meet
    going to (?:talk|discuss|cover|explore|dive|learn)  talk about  to (?:discuss|explore|talk|tell)
""")
"""What a host says to announce the guest and the subject."""
INVITES = first(r"""
    i hope  join (?:me|us)  stay tuned  here we go  i have a special  let's (?:get|dive)  i think you
""")
"""An invitation without content."""
LEANS = first("and  but  or  so  because  then  also  which  that  it  this  those  these  like  yeah  well")
"""A beginning that needs the sentence before."""


def tidy(text: str) -> str:
    """The sentence as one prints it: without leading fillers, starting with a capital."""
    text = " ".join(text.split()).lstrip("-–—> ")
    shorter = _LEADING.sub("", text)
    if shorter.strip(" .,!?"):
        text = shorter
    text = re.sub(r"^[\s,;:.…-]+", "", text)
    return text[:1].upper() + text[1:]

"""Terms that talks are about: what makes a chapter title of a word that is said often.

The terms of several words are those that a talk of a technical podcast returns to (three times or more in
at least two of 498 episodes), without names and fragments, and some that belong beside them. The single
words are chosen by hand. All are folded and singular.
"""

from __future__ import annotations

from functools import cache

_TERMS = (
    "3d printing; abstract base class; abstract syntax tree; abstraction layer; acceptance test; "
    "access control; actor model; ag grid; agent skill; agentic ai; agentic coding; ai act; ai agent; "
    "ai regulation; algorithmic trading; anaconda cloud; annotation tool; "
    "api documentation; app review; app store; application server; application state; asgi server; "
    "assembly language; asset management; async code; async library; asynchronous programming; "
    "autonomous vehicle; availability zone; background job; bare metal; base class; base image; "
    "big data; binary search; binary wheel; blob storage; bobby table; "
    "boot camp; bot detection; breaking change; browser automation; bug bounty; bug report; build backend; "
    "build system; bus factor; business logic; business model; bytecode instruction; c api; "
    "c extension; c extension module; calendar versioning; cancel scope; carbon emission; career advice; "
    "change log; chat bot; chemical engineering; ci cd; ci system; circuit board; citizen science; "
    "class method; clean architecture; client server; climate change; climate impact; climate model; "
    "climate science; closed source; cloud computing; cloud cost; cloud provider; cloud service; code base; "
    "code club; code completion; code coverage; code editor; code execution; code formatter; "
    "code formatting; code generation; code jam; code of conduct; code quality; code review; code smell; "
    "code snippet; coding agent; coding assistant; coding standard; cognitive science; cold start; "
    "column store; command line; command line interface; command line tool; command palette; commit message; "
    "community building; community management; computational biology; computational notebook; computer game; "
    "computer science; computer science degree; computer science education; computer vision; conda package; "
    "conference talk; configuration management; connection pool; connection string; container orchestration; "
    "content delivery network; content management system; context manager; context window; "
    "continuous delivery; continuous deployment; continuous integration; cookie banner; core dev; "
    "core developer; core development; core team; corporate training; coverage report; creative common; "
    "cross compilation; cyclomatic complexity; dark pattern; data analysis; data analyst; data annotation; "
    "data catalog; data center; data class; data cleaning; data contract; data engineering; data ethics; "
    "data frame; data governance; data journalism; data labeling; data lake; data layer; data model; "
    "data modeling; data pipeline; data processing; data science; data scientist; data set; data source; "
    "data streaming; data structure; data type; data validation; data visualization; data warehouse; "
    "database connection; database layer; database migration; database query; database server; "
    "database system; decision tree; deep learning; deep learning model; deep research; "
    "dependency injection; dependency management; dependency resolution; deprecation policy; design pattern; "
    "design review; design system; desktop app; developer advocate; developer evangelist; "
    "developer experience; developer relation; developer tool; development environment; development server; "
    "differential equation; digital humanity; digital service; digital twin; distributed system; "
    "diversity and inclusion; django core; django fellow; django girl; django project; django template; "
    "doc string; docker container; docker engine; docker image; document database; documentation site; "
    "domain driven design; domain name; domain specific language; drug discovery; duck typing; "
    "economies of scale; edge case; edge computing; electronic health record; embedded system; "
    "end to end test; energy usage; environment management; environment variable; ergonomic keyboard; "
    "error handling; error message; error monitoring; evaluation metric; event handler; "
    "event horizon telescope; event loop; event sourcing; exception handling; execution model; "
    "experiment tracking; exploratory data; expression api; extension module; eye tracking; face detection; "
    "facial recognition; failure mode; fake data; fake news; feature flag; feature request; feature store; "
    "file format; file name; file system; financial data; fine tuning; first contribution; flame graph; "
    "foreign function interface; free threading; frozen module; function call; function calling; "
    "functional programming; functional test; game engine; game jam; game theory; garbage collection; "
    "garbage collector; generative ai; generative model; genetic algorithm; geospatial data; git hook; "
    "git repo; git repository; github repo; github repository; global interpreter lock; global variable; "
    "good first issue; gpu programming; grad school; gradient boosting; graduate school; graphic card; "
    "green thread; hash table; health care; high energy physics; high performance computing; "
    "home automation; hour of code; http client; http request; human computer interaction; "
    "human in the loop; hyper parameter; hyperparameter tuning; image classification; image generation; "
    "image recognition; immutable data; import time; imposter syndrome; impostor syndrome; "
    "infrastructure as code; inline assembler; input validation; integration test; integration testing; "
    "interactive widget; intermediate representation; interview process; javascript library; jit compiler; "
    "job hunting; job interview; json document; json schema; junior developer; just in time compiler; "
    "kanban board; keyword argument; knowledge graph; language model; language server; "
    "language summit; large hadron collider; large language model; language model; "
    "latex document; lazy evaluation; "
    "lazy import; learning path; legacy code; lightning talk; linear algebra; linear model; "
    "list comprehension; list view; live coding; load balancer; load testing; local machine; "
    "local model; lock file; long term support; machine learning; machine learning model; "
    "mailing list; malicious package; managed service; map editor; map reduce; mass surveillance; "
    "master branch; master process; mechanical engineering; medical imaging; memory allocation; memory leak; "
    "memory management; memory model; memory profiler; memory safety; memory usage; mental model; "
    "mentored sprint; message bus; message passing; message queue; meta class; method chaining; "
    "micro framework; ml ops; mobile app; mobile device; mock object; model context protocol; "
    "model evaluation; model serving; model training; mono repo; monte carlo; multimodal ai; "
    "multimodal data; named entity; named entity recognition; natural language; natural language processing; "
    "nearest neighbor; nerd font; network automation; neural engine; neural network; nosql database; "
    "notebook server; numerical model; numpy array; object detection; object store; online community; "
    "online course; online editor; online learning; open core; open data; open issue; open science; "
    "open source; open source business; open source community; open source contribution; "
    "open source funding; open source library; open source license; open source model; open source project; "
    "open source software; open source sustainability; open source tool; operating system; "
    "package management; package manager; package name; packaging tool; pair programming; "
    "parallel computing; particle physic; password hashing; password manager; pattern matching; "
    "payment processing; peer review; pen tester; penetration testing; pep process; performance improvement; "
    "phd program; pip installable; pivot table; podcast production; power plant; "
    "pre-commit hook; pricing model; product design; production environment; programming book; "
    "programming environment; programming language; programming model; progress bar; project template; "
    "prompt caching; prompt engineering; prompt injection; proof of concept; property based testing; "
    "public cloud; pull request; pull request review; pure function; pydantic model; pydantic v2; "
    "pypi package; pytest plugin; python api; python application; python backend; python binding; "
    "python build standalone; python bytecode; python community; python conference; python dictionary; "
    "python ecosystem; python environment; python extension; python implementation; python infrastructure; "
    "python interpreter; python memory; python package; python packaging; python runtime; python sdk; "
    "python software foundation; python standard library; python tooling; python typing; "
    "python web framework; quantum computer; quantum computing; quantum mechanic; query engine; "
    "query language; query planner; query string; race condition; radio astronomy; radio telescope; "
    "random forest; rate limit; rate limiting; raw data; recommendation engine; reference count; "
    "reference counting; reference implementation; reinforcement learning; relational database; "
    "release candidate; release cycle; release manager; release note; release process; "
    "remote code execution; remote work; research project; response caching; rest api; rest apis; "
    "retrieval augmented generation; reverse proxy; robot arm; routing system; science fiction; "
    "scientific computing; scientific paper; screen reader; scripting language; search engine; "
    "secret management; secure coding; security vulnerability; self driving car; self publishing; "
    "semantic search; semantic versioning; sensor data; separation of concerns; server side templating; "
    "serverless function; service mesh; shared memory; side hustle; side project; signal processing; "
    "silicon valley; single sign on; single source of truth; smart home; social media; social scoring; "
    "soft skill; software business; software carpentry; software developer; software development; "
    "software engineer; software engineering; software supply; software transactional memory; solar panel; "
    "solar system; source code; source control; space mission; spam filter; "
    "specializing adaptive interpreter; speech recognition; sql database; sql injection; sql query; "
    "sqlalchemy model; square kilometer array; stable abi; stack trace; staging environment; "
    "standard library; startup lane; startup time; state machine; static analysis; static file; "
    "static method; static site; static site generator; static typing; steering council; stock market; "
    "stream processing; structured output; style sheet; sub command; sub interpreter; supervised learning; "
    "supply chain; supply chain security; syntax error; syntax highlighting; system prompt; tabular data; "
    "task group; task queue; task specific model; tech stack; technical debt; technical interview; "
    "technical skill; template string; templating language; test coverage; test driven development; "
    "test fixture; test runner; test suite; testing framework; testing tool; text editor; text to speech; "
    "thread pool; thread safety; threat model; threat modeling; tic tac toe; tide table; time series; "
    "token cost; tool calling; training data; transfer learning; two factor authentication; "
    "type annotation; type checker; type checking; type error; type hint; type inference; type system; "
    "typo squatting; unit test; unit testing; user agent; user experience; user group; user guide; "
    "user input; user interface; user testing; vector database; vector search; version control; "
    "version number; vibe coding; video game; vim binding; virtual assistant; virtual environment; "
    "virtual machine; visual design; visual programming; voice control; walrus operator; weather forecast; "
    "web api; web app; web application; web assembly; web browser; web component; web dev; web developer; "
    "web development; web framework; web request; web scraping; web server; web service; web socket; "
    "websocket connection; white noise; wind tunnel; word vector; worker process; wsgi server; "
    "zero downtime; zero trust "
)

_SUBJECTS = """
accessibility analytics animation annotation api apis archiving art astronomy async authentication
authorization automation backup benchmark benchmarking bias billing biology blockchain blogging bootcamp
burnout bytecode caching career charting chemistry climate community competition compilation compiler
compliance concurrency conda consulting container contributing contribution cookie cooking copyright
coroutine cryptography dashboard database dataclass dataframe debugger debugging decorator dependency
deployment distillation diversity documentation editing education electronics embedding encryption energy
entrepreneurship ethic ethics evaluation exception exploit fairness finance forecasting formatting
freelancing funding fuzzing gaming gdpr generator genomics geospatial gil governance hallucination
hardware healthcare hiring hosting inference inheritance instrumentation internationalization interpreter
interviewing isolation iterator jit journalism keyboard licensing linting localization logging
machine-learning macro malware mapping marketing medicine mentoring mentorship messaging metaprogramming
microcontroller microservice middleware migration misinformation mocking modeling modelling monitoring
monopoly multiprocessing multithreading music networking neuroscience notebook notification obfuscation
observability onboarding optimization orchestration orm package-management packaging parallelism parsing
passkey password payment pep performance permission phishing physic physics plagiarism plotting plugin
podcasting prediction preservation pricing privacy productivity profiler profiling prompt prompting
protocol provenance provisioning publishing quantization queue queueing recording refactoring regulation
remote reproducibility robotic robotics routing sandboxing scalability scaling scheduling scraping search
secret security serialization serverless simulation sponsorship spreadsheet startup statistics storage
streaming styling subscription surveillance surveying sustainability teaching telemetry templating testing
theming tokenization tracing trading typescript typing validation versioning virtualization visualization
vulnerability websocket wheel writing
"""
"""Words that are a subject by themselves."""

_THINGS = """
accuracy agent agriculture analogy assistant attention auction autonomy backend banking battery bitcoin
blog book browser bubble budget bug cache camera carbon changelog chatbot checklist chess chip citation
classification classroom client cloud cluster clustering coffee communication compatibility comprehension
conference consciousness copilot cost cpu crash creativity crypto culture curriculum dataset democracy
deprecation diagram diet drone economics editor election emission experiment explainability feedback
fitness food framework frontend government gpu grammar hackathon health history housing hype hypothesis
insurance interview json laptop latency law lawsuit leadership lecture license linguistics manager mandate
meetup memory merge microscope military monorepo newsletter notation ocean patent peer-review philosophy
pipeline podcast poker policy portfolio preprint probability processor promotion pronunciation query
questionnaire ranking readme recommendation regex regression release replication repository resume roadmap
robot robustness salary sampling satellite schema school server shell sleep slop speed sport sprint
statistic student survey syntax tablet tax teacher teamwork telescope tensor terminal throughput traffic
transaction transformer translation transparency transport trust tutorial unicode university variable
vehicle video voting war water weather widget workflow workshop
"""
"""Words that are one if much is said about them."""


@cache
def known_terms() -> frozenset[str]:
    """Terms of several words, blanks between them."""
    return frozenset(term.strip() for term in _TERMS.split(";"))


@cache
def single_subjects() -> frozenset[str]:
    """Single words that are a subject by themselves."""
    return frozenset(_SUBJECTS.split())


@cache
def single_terms() -> dict[str, float]:
    """Single words with how well they stand alone as a title, 0 to 1."""
    return dict.fromkeys(_THINGS.split(), 0.7) | dict.fromkeys(_SUBJECTS.split(), 1.0)

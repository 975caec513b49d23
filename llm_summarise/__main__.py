"""`python -m llm_summarise` is `llm-summarise`."""

from llm_summarise.cli import main

if __name__ == "__main__":
    main()

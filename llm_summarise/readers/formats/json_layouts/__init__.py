"""Lists of objects with words, times and speakers in JSON, found by what their keys are called and hold."""

"""Many episodes at a time.

`todo.look_through` finds out what there is to do, `driver.run_batch` does it, and `worker` turns one file
into one outcome. `files` says which files are meant, `manifest` which results are up to date and whose.
"""

"""`python -m labelbook` is the same as `labelbook`."""

from labelbook.cli import main

if __name__ == "__main__":
    main()

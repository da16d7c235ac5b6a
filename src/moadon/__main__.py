"""`python -m moadon` is the command `moadon`."""

from moadon.interfaces.cli.main import main

if __name__ == "__main__":
    main()

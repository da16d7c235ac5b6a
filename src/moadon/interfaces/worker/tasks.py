"""Jobs and clockwork as the queue knows them, made from the tables of `config/wiring.py`."""

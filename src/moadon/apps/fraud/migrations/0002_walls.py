"""Walls between clubs. Evidence and decisions stay as they were written."""

from django.db import migrations

from moadon.store.row_security import club_rows, only_added


class Migration(migrations.Migration):
    dependencies = [("fraud", "0001_tables"), ("audit", "0002_walls"), ("receipts", "0008_returns_of_employees")]

    operations = [
        club_rows("fraud_rule", may="select, insert, update"),
        club_rows("fraud_watcher", may="select, insert, update"),
        club_rows("fraud_staff", may="select, insert, update"),
        club_rows("fraud_link"),
        club_rows("fraud_guess", may="select, insert, delete"),
        club_rows("fraud_finding", may="select, insert, update"),
        club_rows("fraud_evidence", may="select, insert"),
        only_added("fraud_evidence"),
        club_rows("fraud_pause", may="select, insert, delete"),
        club_rows("fraud_decision", may="select, insert"),
        only_added("fraud_decision"),
    ]

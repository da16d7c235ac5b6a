"""The worker as Django knows it: it has migrations (rights on the queue) and no tables of its own."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """The room of the worker."""

    name = "moadon.interfaces.worker"
    label = "worker"

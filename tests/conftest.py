"""What every test may use."""

import shutil

from django.conf import settings

import tests.settings

for name in dir(tests.settings):
    if name.isupper():
        setattr(settings, name, getattr(tests.settings, name))


def pytest_unconfigure():
    shutil.rmtree(settings.HOME, ignore_errors=True)

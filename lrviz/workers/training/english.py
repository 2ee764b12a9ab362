"""Why a training in another process ended, in English."""


def _steps(taken: int) -> str:
    return f"after {taken:,} step{'' if taken == 1 else 's'}"


def stopped(taken: int) -> str:
    """Somebody wanted it."""
    return f"stopped {_steps(taken)}; the curve until then stays"


def unwanted(taken: int) -> str:
    """Who had asked for it has gone."""
    return f"stopped {_steps(taken)}: nobody waits for it any more"


def lost(taken: int) -> str:
    """Its process is gone without a word."""
    return (
        f"the process that trained it ended {_steps(taken)}: somebody ended it, or the system did for want of memory;"
        " the curve until then stays"
    )


def no_process(reason: str) -> str:
    """The system gave no process."""
    return f"no process could be started to train it: {reason}"

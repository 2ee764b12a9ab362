"""Why a training in another process ended, in English."""


def _when(taken: int) -> str:
    return f"after {taken:,} step{'' if taken == 1 else 's'}" if taken else "before its first step was told"


def _kept(taken: int) -> str:
    return "; the curve until then stays" if taken else ""


def stopped(taken: int) -> str:
    """Somebody wanted it."""
    return f"stopped {_when(taken)}{_kept(taken)}"


def unwanted(taken: int) -> str:
    """Who had asked for it has gone."""
    return f"stopped {_when(taken)}: nobody waits for it any more"


def lost(taken: int) -> str:
    """Its process is gone without a word."""
    return (
        f"the process that trained it ended {_when(taken)}: somebody ended it, or the system did for want of memory"
        f"{_kept(taken)}"
    )


def no_process(reason: str) -> str:
    """The system gave no process."""
    return f"no process could be started to train it: {reason}"

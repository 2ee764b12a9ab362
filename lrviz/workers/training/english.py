"""Why something that another process computes ended, in English."""


def after_steps(taken: int) -> str:
    """When a run ended, of which so many steps are known to have been taken."""
    return f"after {taken:,} step{'' if taken == 1 else 's'}" if taken else "before its first step was told"


def after_share(share: float | None) -> str:
    """When something ended, of which such a share had been computed; None is nothing."""
    return "before anything of it was known" if share is None else f"after {100 * share:.0f} % of it"


def _kept(stays: str) -> str:
    return f"; {stays}" if stays else ""


def stopped(when: str, stays: str) -> str:
    """Somebody wanted it.

    Args:
        when: in words.
        stays: what is left of it; empty where that is nothing. The others take the same.
    """
    return f"stopped {when}{_kept(stays)}"


def unwanted(when: str, stays: str) -> str:
    """Who had asked for it has gone."""
    return f"stopped {when}: nobody waits for it any more"


def lost(when: str, stays: str) -> str:
    """Its process is gone without a word."""
    return (
        f"the process that trained it ended {when}: somebody ended it, or the system did for want of memory"
        f"{_kept(stays)}"
    )


def no_process(reason: str) -> str:
    """The system gave no process."""
    return f"no process could be started to train it: {reason}"

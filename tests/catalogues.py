"""What the tests of the catalogues share."""

from lrviz.hyperparameters import Declared


def final_classes(kind: type[Declared]) -> set[type[Declared]]:
    """The final classes below a class, of lrviz's own files: tests may have made up others."""
    below = {one for child in kind.__subclasses__() for one in final_classes(child)}
    return below | ({kind} if not kind.abstract and kind.__module__.startswith("lrviz.") else set())

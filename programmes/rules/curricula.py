"""What a curriculum needs before it is taught."""

from collections.abc import Sequence

from programmes.models import Activity, Curriculum

# A module's title and the steps of its activities, in order.
Outline = Sequence[tuple[str, Sequence[str]]]


def obstacles_to_publishing(curriculum: Curriculum, outline: Outline) -> list[str]:
    """Say why a curriculum cannot be published; empty when it can."""
    if curriculum.status != Curriculum.Status.DRAFT:
        return [
            f"Version {curriculum.version} is {curriculum.get_status_display().lower()}. "
            "Only a draft can be published."
        ]
    if not outline:
        return ["The curriculum has no modules. Add at least one."]
    obstacles = [
        f"The module “{title}” has no activities. Add at least one."
        for title, steps in outline
        if not steps
    ]
    taken = {step for _, steps in outline for step in steps}
    obstacles += [
        f"No activity is a “{step.label}”. Add at least one."
        for step in Activity.Step
        if step not in taken
    ]
    return obstacles


def obstacles_to_drafting(modules: Sequence[tuple[str, Sequence[int]]]) -> list[str]:
    """Say what is wrong with modules, each given as its title and its activities' minutes."""
    obstacles = [] if modules else ["The curriculum has no modules. Add at least one."]
    for number, (title, minutes) in enumerate(modules, start=1):
        if not title.strip():
            obstacles.append(f"Module {number} has no title.")
        if any(each < 1 for each in minutes):
            obstacles.append(f"An activity of module {number} takes no time. Give its minutes.")
    return obstacles

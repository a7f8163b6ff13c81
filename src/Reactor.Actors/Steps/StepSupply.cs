using Reactor.Store;

namespace Reactor.Actors.Steps;

/// <summary>
/// Whether the store may have steps for a claim. Of each kind two things are known: what happened since it was last asked for, and whether some
/// were left then. A claim may give some where some were intended since; or where one ended since and some were left, which waited for a slot or
/// for their VM's share of them. What happens between a claim and its answer has happened since it was asked for, so nothing is missed.
/// </summary>
internal sealed class StepSupply
{
    private Kind _commands = new(Since.Intended, Left: false);
    private Kind _programs = new(Since.Intended, Left: false);

    /// <summary>Whether a claim may give some.</summary>
    public bool MayGive => _commands.MayGive || _programs.MayGive;

    /// <summary>Steps were intended; or may have been, of which nothing was heard.</summary>
    public void Intended()
    {
        _commands = _commands with { Since = Since.Intended };
        _programs = _programs with { Since = Since.Intended };
    }

    /// <summary>A step ended: its slot is free.</summary>
    public void Ended(bool isProgram)
    {
        if (isProgram)
            _programs = _programs.WithEnd();
        else
            _commands = _commands.WithEnd();
    }

    /// <summary>A claim is under way.</summary>
    public void Asked()
    {
        _commands = _commands with { Since = Since.Nothing };
        _programs = _programs with { Since = Since.Nothing };
    }

    /// <summary>The claim gave what it gave, and left these.</summary>
    public void Answered(StepsLeft left)
    {
        _commands = _commands with { Left = left.HasFlag(StepsLeft.Commands) };
        _programs = _programs with { Left = left.HasFlag(StepsLeft.Programs) };
        if (left.HasFlag(StepsLeft.Ended))
            Intended();
    }

    /// <summary>There is no slot to claim for: what there may be waits until one ends.</summary>
    public void Full()
    {
        Asked();
        Answered(StepsLeft.Commands | StepsLeft.Programs);
    }

    private enum Since
    {
        Nothing,
        Ended,
        Intended,
    }

    private readonly record struct Kind(Since Since, bool Left)
    {
        public bool MayGive => Since == Since.Intended || (Since == Since.Ended && Left);

        public Kind WithEnd() => Since == Since.Nothing ? this with { Since = Since.Ended } : this;
    }
}

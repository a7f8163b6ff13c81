namespace Reactor.Demo.Lab;

/// <summary>The lab could not do what was asked of it; the message says what, where and what to do.</summary>
internal sealed class LabException : Exception
{
    public LabException(string message)
        : base(message)
    {
    }

    public LabException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

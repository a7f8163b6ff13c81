namespace Reactor.Qmp;

/// <summary>
/// What a thread that reads many monitors has to do once it has read what there was: waking another thread for each of many events costs more than the
/// events do.
/// </summary>
public static class ReadRound
{
    [ThreadStatic]
    private static bool t_isOn;

    [ThreadStatic]
    private static Action? t_then;

    /// <summary>Puts something off to the end of the round that this thread is in, a few milliseconds at most.</summary>
    /// <param name="then">What; the same object puts it off once, however often it is given.</param>
    /// <returns>False where this thread is in none, or something else is put off already: it is to be done now.</returns>
    public static bool TryPutOff(Action then)
    {
        if (!t_isOn || (t_then is not null && !ReferenceEquals(t_then, then)))
            return false;
        t_then = then;
        return true;
    }

    /// <summary>A round begins on this thread, or what was put off so far is done.</summary>
    internal static void Begin()
    {
        End();
        t_isOn = true;
    }

    internal static void End()
    {
        t_isOn = false;
        if (t_then is not { } then)
            return;
        t_then = null;
        then();
    }
}

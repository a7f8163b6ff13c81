using System.Security.Cryptography;
using System.Text;
using Reactor.Rules.Configuration;

namespace Reactor.Http;

/// <summary>
/// Sessions of the dashboard. Who may use the control socket is given a code, good once and for a few minutes; whoever brings it has a session. Both are
/// known by their hashes only, and end with the daemon. Time is monotonic: a clock that is set makes none longer or shorter.
/// </summary>
internal sealed class Sessions(TimeProvider time)
{
    /// <summary>How long a code waits for whoever it was given to.</summary>
    public static readonly TimeSpan CodeLasts = TimeSpan.FromMinutes(5);

    /// <summary>How long a session lasts, from its last use.</summary>
    public static readonly TimeSpan SessionLasts = TimeSpan.FromHours(12);

    /// <summary>How long a session lasts at the most.</summary>
    public static readonly TimeSpan SessionEnds = TimeSpan.FromDays(7);

    /// <summary>Codes, and sessions, at once; of more the oldest end.</summary>
    public const int Most = 64;

    private const int SecretBytes = 32;

    private readonly Lock _gate = new();
    private readonly long _begin = time.GetTimestamp();
    private readonly Dictionary<string, Held> _codes = new(StringComparer.Ordinal);
    private long _crowded;
    private readonly Dictionary<string, Held> _sessions = new(StringComparer.Ordinal);

    /// <summary>Sessions that last.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                var now = Now;
                return _sessions.Values.Count(held => held.Until > now);
            }
        }
    }

    /// <summary>Codes and sessions that ended since there were too many.</summary>
    public long Crowded => Interlocked.Read(ref _crowded);

    private TimeSpan Now => time.GetElapsedTime(_begin);

    /// <summary>A code for the user who asks on the control socket.</summary>
    public string NewCode(long? uid)
    {
        lock (_gate)
        {
            return Add(_codes, CodeLasts, uid);
        }
    }

    /// <summary>Makes a session of a code; null where there is no such code, or not any more.</summary>
    public string? Redeem(string code)
    {
        lock (_gate)
        {
            return _codes.Remove(Hash(code), out var held) && held.Until > Now ? Add(_sessions, SessionLasts, held.Uid) : null;
        }
    }

    /// <summary>Whose session it is; null where there is none such.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isUse">Whether somebody asks for something; else it is only looked whether it lasts.</param>
    public HttpCaller? Find(string session, bool isUse = true)
    {
        lock (_gate)
        {
            var key = Hash(session);
            var now = Now;
            if (!_sessions.TryGetValue(key, out var held) || held.Until <= now)
            {
                return null;
            }
            if (isUse)
            {
                _sessions[key] = held with { Until = Earlier(now + SessionLasts, held.Since + SessionEnds) };
            }
            return new HttpCaller("dashboard", HttpRole.Operate, held.Uid);
        }
    }

    /// <summary>Ends a session.</summary>
    public void End(string session)
    {
        lock (_gate)
        {
            _sessions.Remove(Hash(session));
        }
    }

    private string Add(Dictionary<string, Held> held, TimeSpan lasts, long? uid)
    {
        var now = Now;
        foreach (var (key, _) in held.Where(h => h.Value.Until <= now).ToList())
        {
            held.Remove(key);
        }
        if (held.Count >= Most)
        {
            held.Remove(held.MinBy(h => h.Value.Until).Key);
            Interlocked.Increment(ref _crowded);
        }
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        held.Add(Hash(secret), new Held(uid, now, now + lasts));
        return secret;
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed record Held(long? Uid, TimeSpan Since, TimeSpan Until);
}

namespace Reactor.Store.Sqlite.Writing;

/// <summary>A delivery that a silence or a maintenance holds.</summary>
/// <param name="Number">Its row.</param>
/// <param name="By">The silence or the maintenance.</param>
/// <param name="Next">When it is asked again; null: it is muted.</param>
/// <param name="EndsWithAll">So is what tells on of it.</param>
internal sealed record HeldDelivery(long Number, string By, DateTimeOffset? Next, bool EndsWithAll)
{
    /// <summary>It waits.</summary>
    public static HeldDelivery Until(long number, string by, DateTimeOffset next) => new(number, by, next, false);

    /// <summary>It is never sent.</summary>
    public static HeldDelivery Muted(long number, string by) => new(number, by, null, false);

    /// <summary>It is never sent, and nobody hears the end of what it would have told.</summary>
    public static HeldDelivery Untold(long number, string by) => new(number, by, null, true);
}

namespace Reactor.Rules.NRules.Code;

/// <summary>
/// What the <c>Then</c> of a rule in C# may do; a <c>Dependency</c> of the rule. What one <c>Then</c> hands about one event is one firing, which goes the
/// way of every other one (limit, holds, routes, one commit); the same, found twice by one event, is one.
/// </summary>
public interface IReactions
{
    /// <summary>Opens or refreshes the rule's alert of this key.</summary>
    /// <param name="of">The event that it is about.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="description">More for people.</param>
    void Alert(QmpEvent of, string summary, string description = "");

    /// <summary>One durable delivery.</summary>
    /// <param name="of">The event that it is about.</param>
    /// <param name="target">One of the rule's <see cref="CodeRuleAttribute.SendsTo"/>.</param>
    /// <param name="text">The body.</param>
    void Send(QmpEvent of, string target, string text);

    /// <summary>Writes a row of a record table.</summary>
    /// <param name="of">The event that it is about.</param>
    /// <param name="table">A table of the rule's <see cref="CodeRecordAttribute"/>.</param>
    /// <param name="fields">Text, whole numbers, bools; a field that is not named is null.</param>
    void Record(QmpEvent of, string table, params (string Name, object? Value)[] fields);
}

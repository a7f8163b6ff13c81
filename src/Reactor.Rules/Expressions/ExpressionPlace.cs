namespace Reactor.Rules.Expressions;

/// <summary>Where in the files an expression stands: what it may name and what type it must have.</summary>
public enum ExpressionPlace
{
    /// <summary>The <c>if</c> of a <c>when</c> or a <c>resolved_by</c> clause. A bool over <c>event</c>, <c>data</c>, <c>vm</c>, <c>host</c>, <c>rule</c>, lists.</summary>
    Condition,

    /// <summary>An entry of <c>by</c>. A string, number, bool, time or span over the same names as <see cref="Condition"/>.</summary>
    Key,

    /// <summary>The <c>if</c> of an action. A bool over the names of <see cref="Condition"/> and <c>match</c>, <c>suppressed</c>, <c>firing</c>.</summary>
    ActionCondition,

    /// <summary>Inside <c>{{ }}</c>, or a record's field. Any type, over the names of <see cref="ActionCondition"/>.</summary>
    Value,

    /// <summary>The <c>if</c> of a route. A bool over <c>event</c>, <c>vm</c>, <c>host</c>, <c>rule</c>, lists.</summary>
    RouteCondition,
}

using System.Reflection;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading;
using Reactor.Rules.Model;
using Reactor.Rules.NRules.Code;

namespace Reactor.Rules.NRules;

/// <summary>Rules in C#, from assemblies: for <see cref="LoadOptions.CodeRules"/>.</summary>
public static class CodeRules
{
    /// <summary>All rules of an assembly: its public classes with <see cref="CodeRuleAttribute"/>.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="vocabulary">What their expressions are compiled under.</param>
    /// <exception cref="SourceFileException">It can't be used; the message says why.</exception>
    public static IReadOnlyList<Rule> Load(string path, RuleVocabulary vocabulary)
    {
        try
        {
            return Of(new PluginContext(Path.GetDirectoryName(Path.GetFullPath(path))!).LoadFile(path), vocabulary);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException or TypeLoadException or ReflectionTypeLoadException or CodeRuleException)
        {
            throw new SourceFileException(e is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first.Message : e.Message);
        }
    }

    internal static IReadOnlyList<Rule> Of(Assembly assembly, RuleVocabulary vocabulary)
    {
        var compiler = new CodeRuleCompiler(vocabulary);
        var types = assembly.GetExportedTypes().Where(t => t.GetCustomAttribute<CodeRuleAttribute>() is not null).OrderBy(t => t.FullName, StringComparer.Ordinal).ToArray();
        if (types.Length == 0)
            throw new CodeRuleException($"it has no public class with [{nameof(CodeRuleAttribute)[..^"Attribute".Length]}]");
        if (Array.Find(types, t => !t.IsSubclassOf(typeof(global::NRules.Fluent.Dsl.Rule)) || t.IsAbstract || t.IsGenericType) is { } other)
            throw new CodeRuleException($"{other.FullName} is no rule: it must derive from NRules.Fluent.Dsl.Rule, and be neither abstract nor generic");
        return [.. types.Select(compiler.Compile)];
    }
}

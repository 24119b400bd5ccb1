using System.Collections.Immutable;

namespace Protocols.Smtp.Server;

/// <summary>The stages that a client goes through before its message comes in, in order. Immutable; an application adds to them, or puts others in their place.</summary>
public sealed class ReceptionStages
{
    /// <summary>Makes a list of stages.</summary>
    /// <param name="stages">The stages, each of a name of its own.</param>
    /// <exception cref="ArgumentException">Two stages have one name.</exception>
    public ReceptionStages(params ReadOnlySpan<IReceptionStage> stages)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (IReceptionStage stage in stages)
        {
            ArgumentNullException.ThrowIfNull(stage, nameof(stages));
            if (!names.Add(stage.Name))
            {
                throw new ArgumentException($"Two stages are called '{stage.Name}'.", nameof(stages));
            }
        }

        Stages = [.. stages];
    }

    /// <summary>No stage at all.</summary>
    public static ReceptionStages None { get; } = new();

    /// <summary>The stages, in order.</summary>
    public ImmutableArray<IReceptionStage> Stages { get; }

    /// <summary>The same with another stage behind all.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public ReceptionStages With(IReceptionStage stage) => new(Stages.Add(stage).AsSpan());

    /// <summary>The same with another stage right before one.</summary>
    /// <param name="name">The name of that one.</param>
    /// <param name="stage">The stage.</param>
    /// <exception cref="ArgumentException">There is none of this name, or one of the new stage's name.</exception>
    public ReceptionStages Before(string name, IReceptionStage stage) => new(Stages.Insert(PlaceOf(name), stage).AsSpan());

    /// <summary>The same with another stage in the place of one.</summary>
    /// <param name="name">The name of that one.</param>
    /// <param name="stage">The stage.</param>
    /// <exception cref="ArgumentException">There is none of this name, or another one of the new stage's name.</exception>
    public ReceptionStages Replace(string name, IReceptionStage stage) => new(Stages.SetItem(PlaceOf(name), stage).AsSpan());

    /// <summary>The same without one.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public ReceptionStages Without(string name) => new(Stages.RemoveAt(PlaceOf(name)).AsSpan());

    private int PlaceOf(string name)
    {
        for (int i = 0; i < Stages.Length; i++)
        {
            if (Stages[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"No stage is called '{name}'.", nameof(name));
    }
}

using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace Protocols.Storage.Sql;

/// <summary>A statement compiled once for a connection and run often.</summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly DbCommand _command;
    private readonly DbParameter[] _parameters;

    public PreparedStatement(DbConnection connection, SqlText text)
    {
        _command = connection.CreateCommand();
        _command.CommandText = text.Text;
        _parameters = new DbParameter[text.Parameters.Count];
        for (int i = 0; i < _parameters.Length; i++)
        {
            DbParameter parameter = _command.CreateParameter();
            parameter.ParameterName = text.Parameters[i];
            parameter.Value = DBNull.Value;
            _command.Parameters.Add(parameter);
            _parameters[i] = parameter;
        }

        _command.Prepare();
    }

    /// <summary>Runs it and tells how many rows it changed.</summary>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it and gives the rows; the reader has to be disposed of before the statement is run again.</summary>
    public DbDataReader Query(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    /// <summary>Runs it and gives the integer in the first column of the first row, or null.</summary>
    public long? Integer(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        Debug.Assert(values.Length == _parameters.Length, _command.CommandText);
        for (int i = 0; i < values.Length; i++)
        {
            _parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}

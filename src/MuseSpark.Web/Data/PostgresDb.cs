using Microsoft.EntityFrameworkCore;

namespace MuseSpark.Web.Data;

public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : MuseSparkDb(options);

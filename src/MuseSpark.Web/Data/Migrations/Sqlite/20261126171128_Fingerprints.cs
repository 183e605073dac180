using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Fingerprints : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Fingerprints",
                columns: table => new
                {
                    WorkspaceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OutputId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    IsPicture = table.Column<bool>(type: "INTEGER", nullable: false),
                    Exact = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Similar = table.Column<long>(type: "INTEGER", nullable: false),
                    Band0 = table.Column<int>(type: "INTEGER", nullable: false),
                    Band1 = table.Column<int>(type: "INTEGER", nullable: false),
                    Band2 = table.Column<int>(type: "INTEGER", nullable: false),
                    Band3 = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Fingerprints", x => new { x.WorkspaceId, x.OutputId, x.Ordinal });
                    table.ForeignKey(
                        name: "FK_Fingerprints_Outputs_WorkspaceId_OutputId",
                        columns: x => new { x.WorkspaceId, x.OutputId },
                        principalTable: "Outputs",
                        principalColumns: new[] { "WorkspaceId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_Exact",
                table: "Fingerprints",
                column: "Exact");

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band0",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band0" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band1",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band1" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band2",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band2" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band3",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band3" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Fingerprints");
        }
    }
}

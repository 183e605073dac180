using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Exports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Exports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    WorkspaceId = table.Column<Guid>(type: "uuid", nullable: false),
                    OutputId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Level = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Exports", x => new { x.WorkspaceId, x.Id });
                    table.ForeignKey(
                        name: "FK_Exports_Outputs_WorkspaceId_OutputId",
                        columns: x => new { x.WorkspaceId, x.OutputId },
                        principalTable: "Outputs",
                        principalColumns: new[] { "WorkspaceId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Exports_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Exports_Sha256",
                table: "Exports",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_Exports_UserId",
                table: "Exports",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_Exports_WorkspaceId_OutputId",
                table: "Exports",
                columns: new[] { "WorkspaceId", "OutputId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Exports");
        }
    }
}
